import Pipeline
import Testing

@Suite("The normalised text of a configuration")
struct NormalisedTextTests {
    @Test("it is this text for the small file")
    func smallText() throws {
        let expected = """
            hindcast pipeline 1
            data.first_dates: \n\
            data.from: \n\
            data.index: \n\
            data.prices: prices
            data.shock_periods: \n\
            data.symbols: \n\
            data.to: \n\
            horizon: 1
            kind: backtest
            models: random-walk()
            name: small
            refit: yearly
            report.shock: \n\
            seeds: 1
            test.from: 2015-01-01
            test.to: 2022-12-31
            training: expanding
            validation: 1 year

            """
        #expect(try normalised(smallFile) == expected)
    }

    @Test("models stand in it with all settings, sorted")
    func models() throws {
        #expect(
            try normalised(fullFile).contains(
                "models: tdnn(channels=32,epochs=8,loss=student-t,skip=true,width=5)\n"
                    + "models: tdnn(channels=32,epochs=8,loss=student-t,skip=true,width=10)\n"
                    + "models: rnn(epochs=14,hidden=32,truncation=64)\n"))
    }

    @Test(
        "what does not change the results leaves no trace",
        arguments: [
            ("# everything", ""),
            ("name: everything\nkind: backtest\n", "kind: \"backtest\" # the default\n\nname: 'everything'\n"),
            ("[SP500, AAPL, NO]", "[NO, SP500, AAPL]"),
            ("  from: 1990-01-02\n  to: 2022-12-28\n", "  to: 2022-12-28\n  from: 1990-01-02\n"),
            ("widths: [5, 10], channels: 32", "epochs: 8, channels: 32, widths: [5, 10]"),
            ("{decays: [0.94, 0.97]}", "{decay: [9.4e-1, 0.970]}"),
            ("- {name: rnn, hidden: 32, truncation: 64}", "- rnn:\n      hidden: [32]"),
            ("{rolling: {years: 10}}", "{rolling: 10 years}"),
            ("validation: 250 sessions", "validation: {sessions: 250}"),
            ("  horizon: 1\n", ""),
            ("store: /var/lib/hindcast.sqlite", "store: elsewhere.sqlite"),
            ("  reports: ../reports\n", ""),
        ])
    func isStable(part: String, replacement: String) throws {
        let other = fullFile.replacing(part, with: replacement)
        #expect(other != fullFile)
        #expect(try normalised(other) == normalised(fullFile))
    }

    @Test(
        "what may change the results changes it",
        arguments: [
            ("name: everything", "name: other"), ("extra.csv", "other.csv"), ("AAPL", "MSFT"),
            ("1990-01-02", "1990-01-03"),
            ("2022-12-28", "2022-12-27"), ("index: SP500", "index: AAPL"), ("first-dates", "last-dates"),
            ("shock-periods", "shocks"), ("0.97", "0.98"), ("channels: 32", "channels: 31"),
            ("skip: true", "skip: false"),
            ("hidden: 32", "hidden: 16"), ("[7, 3]", "[3, 7]"), ("from: 2015-01-01", "from: 2015-01-02"),
            ("to: 2022-12-31", "to: 2022-12-30"), ("years: 10", "sessions: 2520"), ("every: 250", "every: 251"),
            ("250 sessions", "1 year"), ("covid-2020", "bear-2022"),
        ])
    func isSensitive(part: String, replacement: String) throws {
        #expect(try normalised(fullFile.replacing(part, with: replacement)) != normalised(fullFile))
    }

    private func normalised(_ text: String) throws -> String {
        try PipelineFile.parse(text, path: "night.yaml", families: sampleFamilies).configuration.normalised
    }
}
