#ifndef HINDCAST_PRICE_ROWS_H
#define HINDCAST_PRICE_ROWS_H

#include <stddef.h>
#include <stdint.h>

/// Bytes before and behind a text that are loaded and not used: they have to be there to be read.
#define HINDCAST_ROWS_SLACK 64

/// The columns of numbers of a row, in the order in which they are handed out.
enum {
    hindcast_rows_open,
    hindcast_rows_high,
    hindcast_rows_low,
    hindcast_rows_close,
    hindcast_rows_adjusted_close,
    hindcast_rows_volume,
    hindcast_rows_columns,
};

/// How the fields of a line are understood.
typedef struct {
    /// The byte between fields.
    uint8_t separator;
    /// How many fields a line has.
    int32_t fields;
    /// Which of them is the date.
    int32_t date;
    /// Which of them is which column; a column that there is not is -1. The close has to be there.
    int32_t columns[hindcast_rows_columns];
    /// Rows of later dates are not read: days since 1970-01-01.
    int32_t latest_date;
} hindcast_rows_layout;

/// Where rows go; nothing is written for a column that there is not.
typedef struct {
    /// Days since 1970-01-01.
    int32_t *dates;
    double *columns[hindcast_rows_columns];
    /// How many rows there is space for.
    size_t capacity;
} hindcast_rows_target;

/// What was read.
typedef struct {
    size_t rows;
    /// The bytes of these rows with the ends of their lines.
    size_t bytes;
    /// Whether the line behind them is not for this function, whatever may follow it.
    int32_t meets_other_line;
} hindcast_rows_read;

/// Reads lines of one date written yyyy-mm-dd and plain decimals, from the first on, until one is anything else.
///
/// A line is taken only if it is beyond doubt a bar: it has `fields` fields and ends with LF or CR LF; no quote, blank,
/// control character or byte outside ASCII is in it; its date is a day of the calendar, later than the row's before
/// and not later than the latest; each number has at most eight digits (a volume at most 16) and a fraction of at most
/// sixteen, is the nearest double to what is written, and prices are above zero and do not contradict each other. All
/// other lines are left to their reader, who would read these alike.
///
/// @param bytes The text, from the start of a line on, with HINDCAST_ROWS_SLACK readable bytes before and behind it.
/// @param date_before The date that the first row has to be later than.
hindcast_rows_read hindcast_read_rows(
    const uint8_t *bytes, size_t count, const hindcast_rows_layout *layout, int32_t date_before,
    const hindcast_rows_target *target);

#endif
