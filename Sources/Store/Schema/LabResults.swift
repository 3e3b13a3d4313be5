/// What the sequence lab measured: a run of a lab, and in long form the fields of its records.
enum LabResults {
    static let tables = """
        CREATE TABLE lab_run (
            id INTEGER PRIMARY KEY,
            lab TEXT NOT NULL CHECK (lab <> ''),
            command TEXT NOT NULL CHECK (command <> ''),
            version TEXT NOT NULL,
            seed INTEGER NOT NULL,
            conclusion TEXT NOT NULL,
            recorded_at TEXT NOT NULL CHECK (recorded_at <> ''),
            UNIQUE (command, version)
        ) STRICT;

        -- A field is a text or a number.
        CREATE TABLE lab_value (
            lab_run_id INTEGER NOT NULL REFERENCES lab_run ON DELETE CASCADE,
            record INTEGER NOT NULL CHECK (record >= 0),
            name TEXT NOT NULL CHECK (name <> ''),
            text TEXT,
            number REAL CHECK (number > -1e308 AND number < 1e308),
            PRIMARY KEY (lab_run_id, record, name),
            CHECK ((text IS NULL) <> (number IS NULL))
        ) STRICT, WITHOUT ROWID;
        """
}
