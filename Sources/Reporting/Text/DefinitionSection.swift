/// Every number of the report: its formula, its unit, its ties.
func definitionSection() -> Section {
    var section = Section(title: "Definitions")
    section.append(
        paragraph:
            "Returns are natural-log returns, not percent: 0.01 is about 1 %. Only the numbers of strategies are annualised. Means "
            + "divide by n (ddof 0); a score is the mean over a model's seeds, and every symbol and session that all models "
            + "forecast counts alike. Below, r is the return that came; m, v, q, f and F are the forecast's mean, variance, quantile, "
            + "density and distribution function."
    )
    section.append(items: definitions)
    return section
}

private let definitions: [(label: String, text: String)] = [
    (
        "random walk",
        "The forecast to beat, also called naive: normal with mean 0 and, for each symbol, the root mean square of all returns "
            + "known at the fit (training and validation) as scale; a symbol with fewer than 30 gets the panel's."
    ),
    ("N", "Look-back: the sessions a finite response sees. ∞: an infinite response, which carries a state."),
    ("parameters", "Numbers that were fitted, those of every symbol counted; what was given is not."),
    (
        "multiply-adds",
        "Of one forecast from its inputs: a whole window for a finite response, one step for an infinite one."
    ),
    ("NLL", "Negative log-likelihood: mean of −ln f(r). In percent returns it is NLL + ln 100 = NLL + 4.605."),
    ("QLIKE", "Mean of ln v + r²/v. In percent returns it is QLIKE + 2 ln 100 = QLIKE + 9.210."),
    ("CRPS", "Continuous ranked probability score: mean of ∫ (F(x) − 1{r ≤ x})² dx, in units of r."),
    ("RMSE", "Square root of the mean of (m − r)²; its square is the mean squared error, MSE."),
    ("MAE", "Mean of |m − r|; in the leaderboard where there is room, in the store always."),
    (
        "MASE",
        "Mean of |m − r| divided by the mean absolute return of the symbol known at the fit; symbols with fewer than 30 known "
            + "returns are left out. RMSSE: root of the mean of (m − r)² over the mean squared return known at the fit."
    ),
    ("sMAPE", "Mean of 2|m − r| / (|m| + |r|), 0 where both are zero; 2 for a forecast of zero."),
    ("R²", "1 − Σ(m − r)² / Σ(b − r)², with b zero, or the mean return of the symbol known at the fit."),
    (
        "IC",
        "Pearson's correlation of m and r over all series and sessions; rank IC: Spearman's, ties share their mean rank."
    ),
    ("pinball", "Mean of max(p(r − q), (p − 1)(r − q)) of the forecast quantile q at p."),
    ("Winkler", "Mean of the interval's width plus 2/α times the distance by which r lies outside, α = 1 − level."),
    (
        "95 % interval",
        "From the 2.5 % and 97.5 % quantiles of 2,000 seeded draws of a stationary bootstrap over sessions (Politis and Romano "
            + "1994), all symbols of a session together; the mean block is the median over models of the length that fits the session "
            + "means of NLL (Politis and White 2004, as corrected 2009), at most a quarter of the sample."
    ),
    (
        "tenths, p",
        "Shares of F(r) in ten equal bins. p: Pearson's Σ(count − n/10)²/(n/10), divided by the mean design effect of the shares "
            + "in the bootstrap (Rao and Scott 1981), against χ² with 9."
    ),
    ("skill", "1 − MSE / MSE of the random walk; in percent. Below zero the random walk is better."),
    (
        "right sign",
        "Share of forecasts with sign(m) = sign(r), in percent. Pairs with r = 0 are left out, of the counts too; m = 0 foretells "
            + "no sign and is a miss. Balanced: mean of the shares on rises and on falls. Brier: mean of (p − 1{r > 0})², p the "
            + "probability of a rise; ¼ for a coin."
    ),
    (
        "strategy",
        "The weight, 1 for invest and 0 for stay out (the mean over seeds), decided at a close earns the next session's simple return "
            + "e^r − 1; |change of weight| times the cost is paid in that session, the first trade too; symbols have equal shares, "
            + "restored each session. Growth: (Π(1 + x))^(252/n) − 1. Volatility: standard deviation (ddof 1) × √252. Sharpe: mean / "
            + "standard deviation × √252, rate without risk 0; ± √((1 − S·s + (K − 1)s²/4)/(n − 1)) × √252 with s the ratio of one session, S "
            + "and K skewness and kurtosis (Mertens 2002). Sortino: mean / √(mean of min(x, 0)²) × √252. Calmar: growth / deepest fall. "
            + "Traded a year: 252 × mean |change of weight|. Above 0: Φ(s / standard error). Deflated: Φ((s − s*) / standard error), s* = "
            + "√V((1 − γ)Φ⁻¹(1 − 1/N) + γΦ⁻¹(1 − 1/(Ne))), N the strategies tried (models × seeds), V the variance of their ratios (Bailey "
            + "and López de Prado 2014)."
    ),
    (
        "VaR, ES",
        "VaR at a: F⁻¹(a); ES: the mean of the worst share a. Kupiec 1995, χ² with 1; Christoffersen 1998: independence over "
            + "neighbouring sessions, χ² with 1, and conditional coverage, χ² with 2. Score: −1{r ≤ v}(v − r)/(a·e) + v/e + ln(−e) − 1 "
            + "(Patton, Ziegel and Chen 2019)."
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
            + "Newbold and n − 1 degrees of freedom. Undefined where all differences are equal."
    ),
    (
        "Holm p",
        "The DM p corrected so that the chance of even one false alarm among all pairs of models on that loss is what it says "
            + "(Holm 1979)."
    ),
    (
        "bootstrap p",
        "(1 + the draws whose centred mean difference is at least as large as the observed) / (1 + draws)."
    ),
    (
        "GW p",
        "Giacomini and White 2006: whether d and the d of the session before tell the next difference d; χ² with 2. Small although DM "
            + "p is large: the better of the two changes with the times."
    ),
    (
        "MCS",
        "Model Confidence Set (Hansen, Lunde and Nason 2011) of the panel's mean NLL a session: the worst model is dropped as long as the "
            + "largest studentised difference is beyond chance in the draws; “in” where p > 0.10."
    ),
    (
        "over after",
        "The band is the 2.5 to 97.5 % quantile of the 20-session means of NLL that end in the phase pre; the first session after their "
            + "peak in shock or recovery on which the mean is back at or below its upper end, counted from the shock's first."
    ),
    ("beats", "Lower mean loss and p < 0.05. Worse: higher mean loss and p < 0.05."),
    (
        "scale",
        "The NLL judges mean, scale and tails together; where the mean brings nothing, a lower NLL is a better scale or better "
            + "tails. Against a model with the same kind of tails it is the scale."
    ),
    (
        "phase",
        "A closed interval of dates of a shock period (pre, shock, recovery); a forecast belongs to its target."
    ),
    (
        "rounding",
        "Numbers are the stored ones, rounded to the digits shown, ties to even; – means not defined or not "
            + "measured. What is derived here: differences, factors, expected counts, Wilson intervals, sums by year."
    ),
]
