/// A step of the tables: how each training went, epoch by epoch.
enum TrainingHistory {
    static let tables = """
        -- Losses of an epoch, from 1: the mean over the training span while the weights moved, and on the validation
        -- span after it. trial.epochs is the epoch whose weights were kept.
        CREATE TABLE training_epoch (
            trial_id INTEGER NOT NULL REFERENCES trial ON DELETE CASCADE,
            epoch INTEGER NOT NULL CHECK (epoch >= 1),
            training_loss REAL NOT NULL CHECK (abs(training_loss) < 1e308),
            validation_loss REAL CHECK (abs(validation_loss) < 1e308),
            PRIMARY KEY (trial_id, epoch)
        ) STRICT, WITHOUT ROWID;
        """
}
