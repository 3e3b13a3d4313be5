/// Every number of the report: its formula, its unit, its ties.
func definitionSection() -> Section {
    var section = Section(title: "Definitions")
    section.append(
        paragraph:
            "Returns are natural-log returns, not percent: 0.01 is about 1 %. Nothing is annualised. Means divide "
            + "by n (ddof 0), and every forecast of every symbol, session and seed counts alike. Below, r is the "
            + "return that came; m, v, f and F are the forecast's mean, variance, density and distribution function."
    )
    section.blocks.append(labelled(definitions))
    return section
}

private let definitions: [(label: String, text: String)] = [
    (
        "random walk",
        "The forecast to beat, also called naive: mean 0, scale the root mean square of the training span's returns."
    ),
    ("N", "Look-back: the sessions a finite response sees. ∞: an infinite response, which carries a state."),
    ("parameters", "Numbers that were fitted."),
    (
        "multiply-adds",
        "Of one forecast from its inputs: a whole window for a finite response, one step for an infinite one."
    ),
    ("NLL", "Negative log-likelihood: mean of −ln f(r). In percent returns it is NLL + ln 100 = NLL + 4.605."),
    ("QLIKE", "Mean of ln v + r²/v. In percent returns it is QLIKE + 2 ln 100 = QLIKE + 9.210."),
    ("CRPS", "Continuous ranked probability score: mean of ∫ (F(x) − 1{r ≤ x})² dx, in units of r."),
    ("RMSE", "Square root of the mean of (m − r)²; its square is the mean squared error, MSE."),
    ("MAE", "Mean of |m − r|; in the leaderboard where there is room, in the store always."),
    ("MASE", "Mean absolute error divided by the mean absolute return of the training span."),
    ("skill", "1 − MSE / MSE of the random walk; in percent. Below zero the random walk is better."),
    (
        "right sign",
        "Share of forecasts with sign(m) = sign(r), in percent. Pairs with r = 0 are left out; m = 0 foretells no sign and is a miss."
    ),
    ("interval", "Central and closed: the 90 % interval goes from the 5 % to the 95 % quantile, both inside."),
    (
        "VaR 99",
        "Outcomes below the 1 % quantile, as a mean over seeds. Expected: 1 % of the forecasts, which a seed makes for every symbol and session."
    ),
    (
        "Wilson",
        "(p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n) with p the share and z = 1.960."
    ),
    (
        "DM",
        "Diebold–Mariano: two-sided test that the mean loss difference of two models is zero. Differences are "
            + "averaged over symbols and seeds to one a session; their long-run variance weighs "
            + "⌊4(n/100)^(2/9)⌋ lags after Bartlett; the statistic has the correction of Harvey, Leybourne and "
            + "Newbold and n − 1 degrees of freedom. Undefined where all differences are equal. No correction "
            + "for many tests is made: count them."
    ),
    ("beats", "Lower mean loss and p < 0.05. Worse: higher mean loss and p < 0.05."),
    (
        "scale",
        "The NLL judges mean and scale together; where the mean brings nothing, a lower NLL is a better scale."
    ),
    (
        "phase",
        "A closed interval of dates of a shock period (pre, shock, recovery); a forecast belongs to its target."
    ),
    (
        "rounding",
        "Numbers are the stored ones, rounded to the digits shown, ties to even; – means not defined or not "
            + "measured. What is derived here: differences, factors, expected counts, Wilson intervals."
    ),
]
