import Forecasting

/// A table of models as the registry would give it.
let sampleFamilies = [
    ModelFamily(name: "random-walk"),
    ModelFamily(name: "drift"),
    ModelFamily(
        name: "ewma",
        settings: [
            SettingSpecification(
                name: "decay", kind: .number(0.5...0.999), default: .number(0.94), sweptKey: "decays")
        ]),
    ModelFamily(
        name: "tdnn", isNetwork: true,
        settings: [
            SettingSpecification(
                name: "width", kind: .integer(1...2520), default: .integer(20), sweptKey: "widths"),
            SettingSpecification(name: "channels", kind: .integer(1...256), default: .integer(16)),
            SettingSpecification(name: "epochs", kind: .integer(1...1000), default: .integer(8)),
            SettingSpecification(
                name: "loss", kind: .choice(["normal", "student-t"]), default: .choice("student-t")),
            SettingSpecification(name: "skip", kind: .boolean, default: .boolean(false)),
        ]),
    ModelFamily(
        name: "rnn", isNetwork: true,
        settings: [
            SettingSpecification(
                name: "hidden", kind: .integer(1...512), default: .integer(16), sweptKey: "hidden"),
            SettingSpecification(name: "epochs", kind: .integer(1...1000), default: .integer(14)),
            SettingSpecification(name: "truncation", kind: .integer(1...2520), default: .integer(64)),
        ]),
]

/// The shortest backtest.
let smallFile = """
    name: small
    data:
      prices: prices
    models:
      - random-walk
    evaluation:
      test: {from: 2015-01-01, to: 2022-12-31}

    """

/// A file that uses every key.
let fullFile = """
    # everything
    name: everything
    kind: backtest
    data:
      prices: [../data/prices, extra.csv]
      symbols: [SP500, AAPL, NO]
      index: SP500
      from: 1990-01-02
      to: 2022-12-28
      first_dates: ../data/first-dates.csv
      shock_periods: ../data/shock-periods.csv
    models:
      - random-walk
      - ewma: {decays: [0.94, 0.97]}
      - tdnn: {widths: [5, 10], channels: 32, skip: true}
      - {name: rnn, hidden: 32, truncation: 64}
    seeds: [7, 3]
    evaluation:
      test:
        from: 2015-01-01
        to: 2022-12-31
      training: {rolling: {years: 10}}
      refit: {every: 250}
      validation: 250 sessions
      horizon: 1
    report:
      shock: covid-2020
    output:
      store: /var/lib/hindcast.sqlite
      reports: ../reports

    """
