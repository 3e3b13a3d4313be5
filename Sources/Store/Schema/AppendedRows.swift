/// The fourth step of the tables: what is needed to read only the rows that were appended to a file.
enum AppendedRowsStep {
    static let tables = """
        -- Whether rows appended to the file may be read alone.
        ALTER TABLE file_stamp ADD COLUMN can_be_continued INTEGER NOT NULL DEFAULT 0;

        -- Counts before they are weighed against the length of the series; NULL until the series is looked over.
        ALTER TABLE series_health ADD COLUMN weekend_bars INTEGER;
        ALTER TABLE series_health ADD COLUMN range_bars INTEGER;
        ALTER TABLE series_health ADD COLUMN equal_run INTEGER;

        -- Nothing looks bars up by their file, and writing this index took as long as writing the bars.
        DROP INDEX bar_by_source_file;
        """
}
