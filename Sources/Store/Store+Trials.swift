internal import GRDB
internal import Market

extension Store {
    /// Keeps a trial, its forecasts and its fitted models, all or nothing.
    ///
    /// - Throws: ``StoreError/notFinite(name:of:)`` naming the forecast whose number is not finite;
    ///   ``StoreError/unknownSeries(symbol:)``; ``StoreError/refused(path:detail:)`` where the trial is there already.
    public func save(trial: TrialRecord, forecasts: [ForecastRecord], models: [ModelRecord] = []) throws {
        try write { db in
            let series = try Store.seriesIDs(in: db)
            let trialID = try Store.insert(trial, in: db)
            try Store.insert(
                forecasts, trialID: trialID, series: series, owner: "\(trial.model), seed \(trial.seed)", in: db)
            for model in models {
                try db.execute(
                    sql: "INSERT INTO model (trial_id, name, series_id, cutoff, encoded) VALUES (?, ?, ?, ?, ?)",
                    arguments: [
                        trialID, model.name, try model.symbol.map { try Store.id(of: $0, in: series) },
                        model.cutoff.description, model.encoded.blob,
                    ])
            }
        }
    }

    /// The places in the plan of the trials that are saved.
    public func completedTrials(run: String) throws -> Set<Int> {
        try read { try Int.fetchSet($0, sql: "SELECT plan_index FROM trial WHERE run_id = ?", arguments: [run]) }
    }

    /// The trials of a run in the order of its plan.
    public func trials(run: String) throws -> [TrialRecord] {
        try read { db in
            let rows = try Row.fetchAll(
                db, sql: "SELECT * FROM trial WHERE run_id = ? ORDER BY plan_index", arguments: [run])
            return try rows.map { row in
                TrialRecord(
                    runID: row["run_id"], planIndex: row["plan_index"], model: row["model"],
                    isNetwork: row["is_network"], width: row["width"], seed: row["seed"], fold: row["fold"],
                    training: try row.dates("first_training_date", "last_training_date"),
                    validation: row["first_validation_date"] == nil
                        ? nil : try row.dates("first_validation_date", "last_validation_date"),
                    test: try row.dates("first_test_date", "last_test_date"), parameters: row["parameters"],
                    multiplyAddsPerForecast: row["multiply_adds_per_forecast"], trainSeconds: row["train_seconds"],
                    forecastSeconds: row["forecast_seconds"], epochs: row["epochs"],
                    trainingLoss: row["training_loss"],
                    validationLoss: row["validation_loss"], horizonMethod: row["horizon_method"])
            }
        }
    }

    static func insert(_ trial: TrialRecord, in db: Database) throws -> Int64 {
        guard try Bool.fetchOne(db, sql: "SELECT 1 FROM run WHERE id = ?", arguments: [trial.runID]) ?? false else {
            throw StoreError.unknownRun(id: trial.runID)
        }
        func checked(_ value: Double?, _ name: String) throws -> Double? {
            try finiteIfKnown(value, name, of: "trial \(trial.planIndex), \(trial.model)")
        }
        try db.execute(
            sql: """
                INSERT INTO trial (run_id, plan_index, model, is_network, response, width, seed, fold,
                    first_training_date, last_training_date, first_validation_date, last_validation_date,
                    first_test_date, last_test_date, parameters, multiply_adds_per_forecast, train_seconds, epochs,
                    training_loss, validation_loss, forecast_seconds, horizon_method)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                trial.runID, trial.planIndex, trial.model, trial.isNetwork, trial.response, trial.width, trial.seed,
                trial.fold, trial.training.lowerBound.description, trial.training.upperBound.description,
                trial.validation?.lowerBound.description, trial.validation?.upperBound.description,
                trial.test.lowerBound.description, trial.test.upperBound.description, trial.parameters,
                trial.multiplyAddsPerForecast, try checked(trial.trainSeconds, "the training time"), trial.epochs,
                try checked(trial.trainingLoss, "the training loss"),
                try checked(trial.validationLoss, "the validation loss"),
                try checked(trial.forecastSeconds, "the forecasting time"), trial.horizonMethod,
            ])
        let trialID = db.lastInsertedRowID
        for (index, epoch) in trial.history.enumerated() {
            try db.execute(
                sql:
                    "INSERT INTO training_epoch (trial_id, epoch, training_loss, validation_loss) VALUES (?, ?, ?, ?)",
                arguments: [
                    trialID, index + 1, try checked(epoch.trainingLoss, "a training loss"),
                    try checked(epoch.validationLoss, "a validation loss"),
                ])
        }
        return trialID
    }

    /// The losses of a run's trials epoch by epoch, by their places in the plan.
    public func trainingHistories(run: String) throws -> [Int: [TrialRecord.Epoch]] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT plan_index, training_epoch.training_loss, training_epoch.validation_loss
                    FROM training_epoch JOIN trial ON trial.id = trial_id WHERE run_id = ? ORDER BY plan_index, epoch
                    """, arguments: [run]
            ).reduce(into: [:]) { histories, row in
                histories[row[0], default: []].append(
                    TrialRecord.Epoch(trainingLoss: row[1], validationLoss: row[2]))
            }
        }
    }

    /// The store's numbers of all series.
    static func seriesIDs(in db: Database) throws -> [String: Int] {
        try Row.fetchAll(db, sql: "SELECT symbol, id FROM series").reduce(into: [:]) { $0[$1["symbol"]] = $1["id"] }
    }

    static func id(of symbol: String, in series: [String: Int]) throws(StoreError) -> Int {
        guard let id = series[symbol] else { throw .unknownSeries(symbol: symbol) }
        return id
    }
}
