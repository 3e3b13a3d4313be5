/// A step of the tables: forecasts that are given by quantiles.
enum Quantiles {
    /// The places of the quantiles in a list and their levels, as a table of a query.
    static let levels = """
        step(place, level) AS (VALUES
            (0, 0.005), (1, 0.01), (2, 0.025), (3, 0.05), (4, 0.1), (5, 0.175), (6, 0.25), (7, 0.325), (8, 0.4), (9, 0.5),
            (10, 0.6), (11, 0.675), (12, 0.75), (13, 0.825), (14, 0.9), (15, 0.95), (16, 0.975), (17, 0.99), (18, 0.995))
        """

    static let tables = """
        -- The quantiles of a forecast of the family 'quantiles' as a JSON list, rising; null for other families.
        ALTER TABLE forecast ADD COLUMN quantiles TEXT CHECK (quantiles IS NULL OR json_array_length(quantiles) = 19);

        -- The same for people: a row a quantile.
        CREATE VIEW forecast_quantile AS
        WITH \(levels)
        SELECT trial.run_id AS run_id, trial.model AS model, trial.seed AS seed, series.symbol AS symbol,
            forecast.cutoff AS cutoff, forecast.target_date AS target_date, forecast.horizon AS horizon,
            step.level AS level, quantile.value AS quantile
        FROM forecast JOIN trial ON trial.id = forecast.trial_id JOIN series ON series.id = forecast.series_id
        JOIN json_each(forecast.quantiles) AS quantile JOIN step ON step.place = quantile.key;
        """
}
