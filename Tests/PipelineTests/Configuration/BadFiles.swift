import Pipeline
import Testing

/// A file that must be refused, and the sentence with which it is.
struct BadFile: CustomTestStringConvertible, Sendable {
    var name: String
    var text: String
    var sentence: String

    /// The small file with one part replaced.
    init(_ name: String, _ part: String, _ replacement: String, _ sentence: String) {
        precondition(smallFile.contains(part), "\(name) changes nothing")
        self.init(name, text: smallFile.replacing(part, with: replacement, maxReplacements: 1), sentence)
    }

    /// A whole text.
    init(_ name: String, text: String, _ sentence: String) {
        self.name = name
        self.text = text
        self.sentence = sentence
    }

    var testDescription: String { name }
}

let badFiles = [
    BadFile(
        "an unknown key of the root", "models:\n", "modles:\n",
        "night.yaml, line 4, column 1: modles is not a key of a pipeline file; did you mean “models”?"),
    BadFile(
        "an unknown key that resembles nothing", "name: small", "name: small\ncolour: red",
        "night.yaml, line 2, column 1: colour is not a key of a pipeline file; the keys are name, kind, data, ingest, check, models, equal_parameters, search, seeds, evaluation, nightly, report and output"
    ),
    BadFile(
        "an unknown key of a section", "  test:", "  refitt: yearly\n  test:",
        "night.yaml, line 7, column 3: evaluation.refitt is not a key of evaluation; did you mean “refit”?"),
    BadFile(
        "a hyphen for an underscore", "  prices: prices", "  prices: prices\n  first-dates: f.csv",
        "night.yaml, line 4, column 3: data.first-dates is not a key of data; did you mean “first_dates”?"),
    BadFile(
        "a missing name", "name: small\n", "",
        "night.yaml, line 1, column 1: name is missing; it must be a name such as history-widths"),
    BadFile(
        "missing prices", "  prices: prices\n", "",
        "night.yaml, line 2, column 6: data.prices is missing; it must be a folder or file, or a list of folders and files"
    ),
    BadFile(
        "a missing test span", "  test: {from: 2015-01-01, to: 2022-12-31}\n", "",
        "night.yaml, line 6, column 12: evaluation.test is missing; it must be a span such as {from: 2015-01-01, to: 2022-12-31}"
    ),
    BadFile(
        "no evaluation at all", "evaluation:\n  test: {from: 2015-01-01, to: 2022-12-31}\n", "",
        "night.yaml, line 1, column 1: evaluation.test is missing; it must be a span such as {from: 2015-01-01, to: 2022-12-31}"
    ),
    BadFile(
        "half a test span", ", to: 2022-12-31", "",
        "night.yaml, line 7, column 9: evaluation.test.to is missing; it must be a date such as 2022-12-31"),
    BadFile(
        "a key twice", "name: small", "name: small\nname: large",
        "night.yaml, line 1, column 1: the key “name” stands twice in one mapping; keep one of them"),
    BadFile(
        "a key twice in a section", "  prices: prices", "  prices: prices\n  prices: other",
        "night.yaml, line 3, column 3: the key “prices” stands twice in one mapping; keep one of them"),
    BadFile(
        "a name with capitals and spaces", "name: small", "name: My Run",
        "night.yaml, line 1, column 7: name is “My Run”, but must be up to 64 lower-case letters, digits and hyphens, such as history-widths"
    ),
    BadFile(
        "an unknown kind", "name: small", "name: small\nkind: nigthly",
        "night.yaml, line 2, column 7: kind is “nigthly”, but must be backtest or nightly; did you mean “nightly”?"),
    BadFile(
        "a list where a mapping is expected", "  prices: prices", "  - prices",
        "night.yaml, line 3, column 3: data is a list, but must be a mapping with the keys prices, symbols, forecast_only, index, from, to, first_dates and shock_periods"
    ),
    BadFile(
        "a mapping where a path is expected", "  prices: prices", "  prices: {folder: prices}",
        "night.yaml, line 3, column 11: data.prices is a mapping, but must be a folder or file, or a list of folders and files"
    ),
    BadFile(
        "an empty path", "  prices: prices", "  prices:",
        "night.yaml, line 3, column 10: data.prices is empty, but must be a folder or a file"),
    BadFile(
        "an unknown model", "  - random-walk", "  - random-wak",
        "night.yaml, line 5, column 5: models[1] is “random-wak”, but must be one of the models random-walk, drift, ewma, tdnn and rnn; did you mean “random-walk”?"
    ),
    BadFile(
        "a model nobody resembles", "  - random-walk", "  - prophet",
        "night.yaml, line 5, column 5: models[1] is “prophet”, but must be one of the models random-walk, drift, ewma, tdnn and rnn"
    ),
    BadFile(
        "an unknown model with settings", "  - random-walk", "  - tdn: {width: 5}",
        "night.yaml, line 5, column 5: models[1].tdn is not a model; did you mean “tdnn”?"),
    BadFile(
        "an unknown setting", "  - random-walk", "  - tdnn: {widht: 5}",
        "night.yaml, line 5, column 12: models[1].tdnn.widht is not a key of tdnn; did you mean “width”?"),
    BadFile(
        "a setting of a model without settings", "  - random-walk", "  - drift: {width: 5}",
        "night.yaml, line 5, column 13: models[1].drift.width is not possible: drift has no settings"),
    BadFile(
        "a setting out of range", "  - random-walk", "  - tdnn: {widths: [5, 0]}",
        "night.yaml, line 5, column 24: models[1].tdnn.widths[2] is “0”, but must be a whole number from 1 to 2520"),
    BadFile(
        "a fraction for a whole number", "  - random-walk", "  - tdnn: {width: 5.5}",
        "night.yaml, line 5, column 19: models[1].tdnn.width is “5.5”, but must be a whole number from 1 to 2520"),
    BadFile(
        "a number in quotes", "  - random-walk", "  - tdnn: {width: \"5\"}",
        "night.yaml, line 5, column 19: models[1].tdnn.width is the text “5” in quotes, but must be a whole number from 1 to 2520"
    ),
    BadFile(
        "a number with underscores", "  - random-walk", "  - tdnn: {width: 1_000}",
        "night.yaml, line 5, column 19: models[1].tdnn.width is “1_000”, but must be a whole number from 1 to 2520"),
    BadFile(
        "an octal-looking number", "  - random-walk", "  - tdnn: {width: 010}",
        "night.yaml, line 5, column 19: models[1].tdnn.width is “010”, but must be a whole number from 1 to 2520"),
    BadFile(
        "a decay that is no number", "  - random-walk", "  - ewma: {decay: .nan}",
        "night.yaml, line 5, column 19: models[1].ewma.decay is “.nan”, but must be a number from 0.5 to 0.999"),
    BadFile(
        "an infinite decay", "  - random-walk", "  - ewma: {decay: .inf}",
        "night.yaml, line 5, column 19: models[1].ewma.decay is “.inf”, but must be a number from 0.5 to 0.999"),
    BadFile(
        "a number beyond Double", "  - random-walk", "  - ewma: {decay: 1e999}",
        "night.yaml, line 5, column 19: models[1].ewma.decay is “1e999”, but must be a number from 0.5 to 0.999"),
    BadFile(
        "a list for what is not swept", "  - random-walk", "  - tdnn: {channels: [8, 16]}",
        "night.yaml, line 5, column 22: models[1].tdnn.channels is a list, but must be a whole number from 1 to 256"
    ),
    BadFile(
        "an empty sweep", "  - random-walk", "  - tdnn: {widths: []}",
        "night.yaml, line 5, column 20: models[1].tdnn.widths is a list without entries, but must be a whole number from 1 to 2520 or a list of such values"
    ),
    BadFile(
        "a setting under both keys", "  - random-walk", "  - tdnn: {width: 5, widths: [10]}",
        "night.yaml, line 5, column 30: models[1].tdnn.widths stands beside width, which means the same; keep one of them"
    ),
    BadFile(
        "an unknown choice", "  - random-walk", "  - tdnn: {loss: studentt}",
        "night.yaml, line 5, column 18: models[1].tdnn.loss is “studentt”, but must be normal or student-t; did you mean “student-t”?"
    ),
    BadFile(
        "yes for true", "  - random-walk", "  - tdnn: {skip: yes}",
        "night.yaml, line 5, column 18: models[1].tdnn.skip is “yes”, but must be true or false"),
    BadFile(
        "settings that are not indented", "  - random-walk", "  - tdnn:\n    widths: [5]",
        "night.yaml, line 6, column 5: models[1].widths stands beside tdnn, but must either be indented further, as its setting, or begin with “- ”, as a model"
    ),
    BadFile(
        "a model twice", "  - random-walk", "  - tdnn\n  - tdnn: {widths: [10, 20]}",
        "night.yaml, line 6, column 5: models[2] gives tdnn(width=20), which is already there; remove one of the two"
    ),
    BadFile(
        "no models", "  - random-walk\n", "",
        "night.yaml, line 4, column 8: models is empty, but must be a list of models, each on a line of its own after “- ”"
    ),
    BadFile(
        "models as a mapping", "  - random-walk", "  tdnn: {width: 5}",
        "night.yaml, line 5, column 3: models is a mapping, but must be a list of models, each on a line of its own after “- ”"
    ),
    BadFile(
        "a sweep that never ends", "  - random-walk",
        "  - tdnn: {widths: [\((1...501).map(String.init).joined(separator: ", "))]}",
        "night.yaml, line 5, column 11: models[1].tdnn makes more than 500 models; shorten a list"),
    BadFile(
        "a model name that is a list", "  - random-walk", "  - [tdnn, rnn]",
        "night.yaml, line 5, column 5: models[1] is a list, but must be one of the models random-walk, drift, ewma, tdnn and rnn"
    ),
    BadFile(
        "an empty model", "  - random-walk", "  - {}",
        "night.yaml, line 5, column 5: models[1] is an empty mapping, but must be one of the models random-walk, drift, ewma, tdnn and rnn"
    ),
    BadFile(
        "seeds out of range", "name: small", "name: small\nseeds: 0",
        "night.yaml, line 2, column 8: seeds is “0”, but must be a number of seeds from 1 to 100 or a list such as [1, 2]"
    ),
    BadFile(
        "seeds as a word", "name: small", "name: small\nseeds: two",
        "night.yaml, line 2, column 8: seeds is “two”, but must be a number of seeds from 1 to 100 or a list such as [1, 2]"
    ),
    BadFile(
        "a negative seed", "name: small", "name: small\nseeds: [1, -1]",
        "night.yaml, line 2, column 12: seeds[2] is “-1”, but must be a whole number from 0 to 2147483647"),
    BadFile(
        "a seed twice", "name: small", "name: small\nseeds: [1, 1]",
        "night.yaml, line 2, column 12: seeds[2] is 1, which stands twice; remove one"),
    BadFile(
        "a seed beyond Int", "name: small", "name: small\nseeds: [99999999999999999999]",
        "night.yaml, line 2, column 9: seeds[1] is “99999999999999999999”, but must be a whole number from 0 to 2147483647"
    ),
    BadFile(
        "a date without zeros", "2015-01-01", "2015-1-1",
        "night.yaml, line 7, column 16: evaluation.test.from is “2015-1-1”, but must be a date such as 2020-03-23"),
    BadFile(
        "a day that does not exist", "2015-01-01", "2015-02-30",
        "night.yaml, line 7, column 16: evaluation.test.from is “2015-02-30”, but must be a date such as 2020-03-23"
    ),
    BadFile(
        "a test span backwards", "to: 2022-12-31", "to: 2014-12-31",
        "night.yaml, line 7, column 32: evaluation.test.to is 2014-12-31, but must not lie before evaluation.test.from, 2015-01-01"
    ),
    BadFile(
        "data backwards", "  prices: prices", "  prices: prices\n  from: 2022-01-01\n  to: 2021-01-01",
        "night.yaml, line 5, column 7: data.to is 2021-01-01, but must not lie before data.from, 2022-01-01"),
    BadFile(
        "a test before the data", "  prices: prices", "  prices: prices\n  from: 2015-01-01",
        "night.yaml, line 8, column 9: evaluation.test begins on 2015-01-01, but must begin after data.from, 2015-01-01, to leave a past to learn from"
    ),
    BadFile(
        "a test after the data", "  prices: prices", "  prices: prices\n  to: 2014-12-31",
        "night.yaml, line 8, column 9: evaluation.test begins on 2015-01-01, but must not begin after data.to, 2014-12-31"
    ),
    BadFile(
        "a symbol twice", "  prices: prices", "  prices: prices\n  symbols: [AAPL, JPM, AAPL]",
        "night.yaml, line 4, column 24: data.symbols[3] is “AAPL”, which stands twice in the list; remove one"),
    BadFile(
        "nothing to learn from", "  prices: prices", "  prices: prices\n  symbols: [AAPL]\n  forecast_only: [AAPL]",
        "night.yaml, line 5, column 18: data.forecast_only names every symbol, but a model needs one to learn from"),
    BadFile(
        "symbols that are not a list", "  prices: prices", "  prices: prices\n  symbols: AAPL, JPM",
        "night.yaml, line 4, column 12: data.symbols is “AAPL, JPM”, but must be a list of symbols such as [AAPL, JPM]"
    ),
    BadFile(
        "an empty symbol", "  prices: prices", "  prices: prices\n  symbols:\n    - AAPL\n    -",
        "night.yaml, line 6, column 6: data.symbols[2] is empty, but must be a symbol without spaces, such as AAPL"),
    BadFile(
        "an index that is not used", "  prices: prices",
        "  prices: prices\n  symbols: [AAPL, SP500]\n  index: SPX500",
        "night.yaml, line 5, column 10: data.index is “SPX500”, but must be one of data.symbols; did you mean “SP500”?"
    ),
    BadFile(
        "a control character in a path", "  prices: prices", "  prices: \"pri\\tces\"",
        "night.yaml, line 3, column 11: data.prices is the text “pri ces” in quotes, but must be a folder or a file"
    ),
    BadFile(
        "rolling without a length", "  test:", "  training: rolling\n  test:",
        "night.yaml, line 7, column 13: evaluation.training is “rolling”, but must be expanding, {rolling: {years: 10}} or {anchored: 2000-01-03}"
    ),
    BadFile(
        "a length without a unit", "  test:", "  validation: 250\n  test:",
        "night.yaml, line 7, column 15: evaluation.validation is “250”, but must be a length such as 1 year or 250 sessions"
    ),
    BadFile(
        "a length of another unit", "  test:", "  validation: 6 months\n  test:",
        "night.yaml, line 7, column 15: evaluation.validation is “6 months”, but must be a length such as 1 year or 250 sessions"
    ),
    BadFile(
        "a length with two units", "  test:", "  validation: {years: 1, sessions: 250}\n  test:",
        "night.yaml, line 7, column 15: evaluation.validation must have either years or sessions"),
    BadFile(
        "a length of nothing", "  test:", "  validation: 0 years\n  test:",
        "night.yaml, line 7, column 15: evaluation.validation is “0 years”, but must be a length such as 1 year or 250 sessions"
    ),
    BadFile(
        "a rolling span eaten by validation", "  test:", "  training: {rolling: 1 year}\n  test:",
        "night.yaml, line 7, column 13: evaluation.training is rolling 1 year, but must be longer than evaluation.validation, 1 year, which is taken from it"
    ),
    BadFile(
        "a misspelt schedule", "  test:", "  refit: yearley\n  test:",
        "night.yaml, line 7, column 10: evaluation.refit is “yearley”, but must be yearly, monthly, once, never or {every: 250}; did you mean “yearly”?"
    ),
    BadFile(
        "an unknown schedule", "  test:", "  refit: weekly\n  test:",
        "night.yaml, line 7, column 10: evaluation.refit is “weekly”, but must be yearly, monthly, once, never or {every: 250}"
    ),
    BadFile(
        "a schedule of no sessions", "  test:", "  refit: {every: 0}\n  test:",
        "night.yaml, line 7, column 18: evaluation.refit.every is “0”, but must be a whole number from 1 to 25000"),
    BadFile(
        "a longer horizon", "  test:", "  horizon: 5\n  test:",
        "night.yaml, line 7, column 12: evaluation.horizon is “5”, but must be 1 (the next session); for longer ones add horizons: [1, 5, 20]"
    ),
    BadFile(
        "a horizon of nothing", "  test:", "  horizons: [1, 0]\n  test:",
        "night.yaml, line 7, column 17: evaluation.horizons[2] is “0”, but must be a number of sessions from 1 to 60"
    ),
    BadFile(
        "a horizon of half a year", "  test:", "  horizons: [1, 120]\n  test:",
        "night.yaml, line 7, column 17: evaluation.horizons[2] is “120”, but must be a number of sessions from 1 to 60"
    ),
    BadFile(
        "a horizon twice", "  test:", "  horizons: [1, 5, 5]\n  test:",
        "night.yaml, line 7, column 20: evaluation.horizons[3] is 5, which stands twice; remove one"),
    BadFile(
        "paths to no horizon", "  test:", "  horizon_paths: 100\n  test:",
        "night.yaml, line 7, column 18: evaluation.horizon_paths says how later sessions are forecast, but neither evaluation.horizons nor evaluation.sessions_ahead asks for any, as horizons: [1, 5, 20] would"
    ),
    BadFile(
        "an unknown way to a horizon", "  test:", "  horizons: [5]\n  horizon_method: guessed\n  test:",
        "night.yaml, line 8, column 19: evaluation.horizon_method is “guessed”, but must be simulated, direct or scaled"
    ),
    BadFile(
        "a model's way that it does not have", "  - random-walk\nevaluation:",
        "  - random-walk: {horizon_method: direct}\nevaluation:\n  horizons: [5]",
        "night.yaml, line 5, column 35: models[1].random-walk.horizon_method is direct, but random-walk can only be scaled"
    ),
    BadFile(
        "a model's way to nowhere", "  - random-walk\n", "  - random-walk: {horizon_method: scaled}\n",
        "night.yaml, line 5, column 35: models[1].random-walk.horizon_method says how later sessions are forecast, but neither evaluation.horizons nor evaluation.sessions_ahead asks for any, as horizons: [1, 5, 20] would"
    ),
    BadFile(
        "a model's unknown way", "  - random-walk\nevaluation:",
        "  - {name: random-walk, horizon_method: guessed}\nevaluation:\n  sessions_ahead: [5]",
        "night.yaml, line 5, column 41: models[1].horizon_method is “guessed”, but must be simulated, direct or scaled"
    ),
    BadFile(
        "the next session ahead", "  test:", "  sessions_ahead: [1, 2]\n  test:",
        "night.yaml, line 7, column 20: evaluation.sessions_ahead[1] is “1”, but must be a number of sessions from 2 to 60"
    ),
    BadFile(
        "a session ahead twice", "  test:", "  sessions_ahead: [5, 2, 5]\n  test:",
        "night.yaml, line 7, column 26: evaluation.sessions_ahead[3] is 5, which stands twice; remove one"),
    BadFile(
        "no session ahead", "  test:", "  sessions_ahead: []\n  test:",
        "night.yaml, line 7, column 19: evaluation.sessions_ahead is a list without entries, but must be a list of numbers of sessions from 2 to 60, such as [2, 3, 4, 5]"
    ),
    BadFile(
        "sessions ahead of a night",
        text: smallFile.replacing("name: small", with: "name: small\nkind: nightly").replacing(
            "  test: {from: 2015-01-01, to: 2022-12-31}", with: "  sessions_ahead: [5]"),
        "night.yaml, line 8, column 19: evaluation.sessions_ahead belongs to a backtest: a night forecasts the next session only; remove it"
    ),
    BadFile(
        "longer horizons of a night",
        text: smallFile.replacing("name: small", with: "name: small\nkind: nightly").replacing(
            "  test: {from: 2015-01-01, to: 2022-12-31}", with: "  horizons: [1, 5]"),
        "night.yaml, line 8, column 13: evaluation.horizons belongs to a backtest: a night forecasts the next session only; remove it"
    ),
    BadFile(
        "a shock without a table", "name: small", "name: small\nreport: {shock: covid-2020}",
        "night.yaml, line 2, column 17: report.shock is “covid-2020”, but data.shock_periods does not say where the periods are defined"
    ),
    BadFile(
        "a nightly section in a backtest", "name: small", "name: small\nnightly: {retrain: monthly}",
        "night.yaml, line 2, column 10: nightly belongs to a nightly pipeline; remove it or set kind: nightly"),
    BadFile(
        "a test span in a nightly pipeline", "name: small", "name: small\nkind: nightly",
        "night.yaml, line 8, column 9: evaluation.test belongs to a backtest; remove it or set kind: backtest"),
    BadFile(
        "an anchor", "  prices: prices", "  prices: &folder prices",
        "night.yaml, line 3, column 11: the anchor &folder is not allowed; write the value again where it is needed"
    ),
    BadFile(
        "an alias without an anchor", "  prices: prices", "  prices: *.csv",
        "night.yaml, line 3, column 12: an alias (*) is not allowed; write the value itself, in quotes if it begins with *"
    ),
    BadFile(
        "an alias of nothing", "  prices: prices", "  prices: *folder",
        "night.yaml, line 3, column 11: an alias (*) is not allowed; write the value itself, in quotes if it begins with *"
    ),
    BadFile(
        "a tag", "  prices: prices", "  prices: !!binary prices",
        "night.yaml, line 3, column 11: the tag “!!binary” is not allowed; write the value without it"),
    BadFile(
        "a merge key", "  prices: prices", "  <<: {prices: prices}",
        "night.yaml, line 3, column 3: data.<< is not a key of data; the keys are prices, symbols, forecast_only, index, from, to, first_dates and shock_periods"
    ),
    BadFile(
        "a key that is a list", "name: small", "name: small\n? [a, b]\n: c",
        "night.yaml, line 2, column 3: the file has a key that is not a plain word"),
    BadFile(
        "a tab for indentation", "  prices: prices", "\tprices: prices",
        "night.yaml, line 3, column 1: the line is indented by a tab, but YAML is indented by spaces"),
    BadFile(
        "a bracket left open", "to: 2022-12-31}", "to: 2022-12-31",
        "night.yaml, line 8, column 1: this is not YAML: did not find expected ',' or '}' while parsing a flow mapping (line 7)"
    ),
    BadFile(
        "a quote left open", "name: small", "name: \"small",
        "night.yaml, line 8, column 1: this is not YAML: found unexpected end of stream while scanning a quoted scalar (line 1)"
    ),
    BadFile(
        "a colon too many", "name: small", "name: small: large",
        "night.yaml, line 1, column 12: this is not YAML: mapping values are not allowed in this context"),
    BadFile(
        "a second document", "name: small", "name: small\n---\nname: large",
        "night.yaml, line 2, column 1: a second document begins, but a pipeline file holds one; remove the line ---"
    ),
    BadFile(
        "a control character", "name: small", "name: sm\u{1}all",
        "night.yaml, line 1, column 9: this is not text: control characters are not allowed"),
    BadFile(
        "an empty file", text: "",
        "night.yaml: is empty; it must have at least the keys name, data and models"),
    BadFile(
        "only comments", text: "# nothing\n\n# here\n",
        "night.yaml: is empty; it must have at least the keys name, data and models"),
    BadFile(
        "an empty document", text: "---\n",
        "night.yaml: is empty; it must have at least the keys name, data and models"),
    BadFile(
        "a list for the whole file", text: "- name: small\n",
        "night.yaml, line 1, column 1: the file is a list, but must be a mapping with the keys name, kind, data, ingest, check, models, equal_parameters, search, seeds, evaluation, nightly, report and output"
    ),
    BadFile(
        "a word for the whole file", text: "hello\n",
        "night.yaml, line 1, column 1: the file is “hello”, but must be a mapping with the keys name, kind, data, ingest, check, models, equal_parameters, search, seeds, evaluation, nightly, report and output"
    ),
]
