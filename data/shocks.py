"""The shock periods: published peaks and troughs of the S&P 500, checked and completed on the shipped closes.

A shock runs from the closing peak to the closing trough that were published. `pre` is the 60 sessions
before it. `recovery` starts on the session after the trough and ends on the first session that closes at
or above the peak, or earlier: before a close below the trough, after 250 sessions, or with the data.
"""

PRE_SESSIONS = 60
LONGEST_RECOVERY = 250

# Where the dates and the sizes of the falls were published.
CORRECTIONS = ("S&P Dow Jones Indices in Associated Press, Past corrections: Drops of 10 per cent or more in the "
               "S&P 500, 8 February 2018, "
               "https://financialpost.com/pmn/business-pmn/past-corrections-drops-of-10-per-cent-or-more-in-the-sp-500")
BEAR_MARKETS = ("Standard & Poor's in Yardeni Research, S&P 500 Bull & Bear Market Tables, 23 March 2020, table 1, "
                "https://www.scribd.com/document/495588282/S-P-500-Bull-Bear-Market-Tables-23Feb2021")
BRIEFING = ("Standard & Poor's in Yardeni Research, Market Briefing: S&P 500 Bull & Bear Markets & Corrections, "
            "12 January 2022, figure 1, https://www.scribd.com/document/552608917/sp500corrbear")

# name, closing peak, closing trough, published where, the event that gave the name.
SHOCKS = [
    ("ltcm-1998", "1998-07-17", "1998-08-31", CORRECTIONS,
     "Federal Reserve History, Near Failure of Long-Term Capital Management, "
     "https://www.federalreservehistory.org/essays/ltcm_near_failure"),
    ("dot-com-2000", "2000-03-24", "2002-10-09", BEAR_MARKETS, None),
    ("financial-crisis-2008", "2007-10-09", "2009-03-09", BEAR_MARKETS, None),
    ("flash-crash-2010", "2010-04-23", "2010-07-02", CORRECTIONS,
     "staffs of the CFTC and SEC, Findings Regarding the Market Events of May 6, 2010, 30 September 2010"),
    ("downgrade-2011", "2011-04-29", "2011-10-03", CORRECTIONS,
     "Standard & Poor's, United States of America Long-Term Rating Lowered To 'AA+', 5 August 2011"),
    ("august-2015", "2015-05-21", "2015-08-25", BRIEFING,
     "SEC Division of Trading and Markets, Research Note: Equity Market Volatility on August 24, 2015, "
     "December 2015, https://www.sec.gov/marketstructure/research/equity_market_volatility.pdf"),
    ("february-2018", "2018-01-26", "2018-02-08", CORRECTIONS,
     "BIS Quarterly Review, March 2018, The equity market turbulence of 5 February, "
     "https://www.bis.org/publ/qtrpdf/r_qt1803t.htm"),
    ("december-2018", "2018-09-20", "2018-12-24", BRIEFING,
     "BIS Quarterly Review, December 2018, Yet more bumps on the path to normal, "
     "https://www.bis.org/publ/qtrpdf/r_qt1812a.htm"),
    ("covid-2020", "2020-02-19", "2020-03-23",
     "Marotta, The S&P 500 Recovered Today from the 2020 COVID Bear Market, 18 August 2020, "
     "https://www.marottaonmoney.com/the-sp-500-recovered-today-from-the-2020-covid-bear-market/",
     "NBER Business Cycle Dating Committee, Determination of the February 2020 Peak in US Economic Activity, "
     "8 June 2020, https://www.nber.org/cycles/june2020.html"),
    ("bear-2022", "2022-01-03", "2022-10-12",
     "Marotta, Did the 2022 Bear Market Continue Into 2023?, 2 May 2023, "
     "https://www.marottaonmoney.com/did-the-2022-bear-market-continue-into-2023/", None),
]


def shock_periods(index):
    """The rows of shock-periods.csv from the index as [(date, text of the close), ...]."""
    dates = [date for date, _ in index]
    closes = [float(text) for _, text in index]
    table = [["name", "phase", "first", "last", "source"]]
    for name, peak_date, trough_date, published, event in SHOCKS:
        peak, trough = dates.index(peak_date), dates.index(trough_date)
        fall = closes[peak:trough + 1]
        if max(fall) != fall[0] or min(fall) != fall[-1]:
            raise ValueError(f"{name}: {peak_date} to {trough_date} is not a fall from peak to trough")
        end, why = recovery(dates, closes, peak, trough)
        change = 100 * (fall[-1] / fall[0] - 1)
        source = f"closes {fall[0]:.2f} to {fall[-1]:.2f} ({change:+.1f} %); {published}"
        table += [
            [name, "pre", dates[peak - PRE_SESSIONS], dates[peak - 1],
             f"the {PRE_SESSIONS} sessions before the closing peak of {peak_date}"],
            [name, "shock", peak_date, trough_date, source + (f"; event: {event}" if event else "")],
            [name, "recovery", dates[trough + 1], dates[end], why],
        ]
    return table


def recovery(dates, closes, peak, trough):
    """The index of the recovery's last session, and why it ends there."""
    level = closes[peak]
    for i in range(trough + 1, len(dates)):
        if closes[i] >= level:
            return i, f"first close at or above the peak's {level:.2f}: {closes[i]:.2f}"
        if closes[i] < closes[trough]:
            return i - 1, f"last session before a close below the trough: {closes[i]:.2f} on {dates[i]}"
        if i - trough == LONGEST_RECOVERY:
            later = next((dates[j] for j in range(i, len(dates)) if closes[j] >= level), None)
            return i, (f"cut after {LONGEST_RECOVERY} sessions; the peak's {level:.2f} was regained "
                       + (f"on {later}" if later else "after the end of the data"))
    return len(dates) - 1, f"end of the data; the peak's {level:.2f} was not regained by then"
