#include "CPriceRows.h"

#include <stdbool.h>
#include <string.h>

#include "Decimals.h"
#include "Marks.h"
#include "Months.h"
#include "WideRows.h"

/// How much text is searched for separators at a time: so little that text and finds stay in the nearest cache.
#define SEGMENT 4096

/// The row whose fields end at `ends[0]` and so on; `ends[-1]` is where the line before ended.
///
/// @return Whether the row can be read, and stands in the target at `row`.
static inline __attribute__((always_inline)) bool read_row_alone(
    const uint8_t *text, const int32_t *ends, const hindcast_rows_layout *layout, struct month *month,
    int32_t date_before, const hindcast_rows_target *target, size_t row) {
    uint64_t odd = 0;
    for (int field = 0; field < layout->fields - 1; field++) {
        odd |= text[ends[field]] ^ layout->separator;
    }
    const int32_t date_start = ends[layout->date - 1] + 1;
    const int32_t date = day_number(text + date_start, ends[layout->date] - date_start, month, &odd);
    odd |= (date <= date_before) | (date > layout->latest_date);
    target->dates[row] = date;

    double values[hindcast_rows_columns] = {0};
    for (int column = 0; column < hindcast_rows_columns; column++) {
        const int32_t field = layout->columns[column];
        if (field < 0) continue;
        const int32_t start = ends[field - 1] + 1;
        const double value = decimal(
            text + start, (uint32_t)(ends[field] - start), column == hindcast_rows_volume, &odd);
        values[column] = value;
        target->columns[column][row] = value;
    }
    const double close = values[hindcast_rows_close];
    const double open = layout->columns[hindcast_rows_open] < 0 ? close : values[hindcast_rows_open];
    const double most = open > close ? open : close;
    const double least = open < close ? open : close;
    const double high = layout->columns[hindcast_rows_high] < 0 ? most : values[hindcast_rows_high];
    const double low = layout->columns[hindcast_rows_low] < 0 ? least : values[hindcast_rows_low];
    const double adjusted =
        layout->columns[hindcast_rows_adjusted_close] < 0 ? close : values[hindcast_rows_adjusted_close];
    odd |= !(low > 0) | !(adjusted > 0) | !(low <= least) | !(most <= high);
    return odd == 0;
}

/// The same, called and not copied into its caller.
__attribute__((noinline, unused)) static bool read_row_apart(
    const uint8_t *text, const int32_t *ends, const hindcast_rows_layout *layout, struct month *month,
    int32_t date_before, const hindcast_rows_target *target, size_t row) {
    return read_row_alone(text, ends, layout, month, date_before, target, row);
}

/// Whether a row can be read, and stands in the target then.
typedef bool row_reader(
    const uint8_t *text, const int32_t *ends, const hindcast_rows_layout *layout, struct month *month,
    int32_t date_before, const hindcast_rows_target *target, size_t row);

static inline __attribute__((always_inline)) hindcast_rows_read read_rows(
    const uint8_t *bytes, size_t count, const hindcast_rows_layout *layout, int32_t date_before,
    const hindcast_rows_target *target, row_reader *read_row) {
    // One more in front, and as many behind as are written without being asked for.
    int32_t marks[1 + SEGMENT + MARKS_SLACK];
    struct month month = {0, 0, 0};
    hindcast_rows_read read = {0, 0, 0};
    while (read.rows < target->capacity && read.bytes < count) {
        const uint8_t *text = bytes + read.bytes;
        const size_t length = count - read.bytes < SEGMENT ? count - read.bytes : SEGMENT;
        marks[0] = -1;
        const int32_t *end = find_marks(text, length, layout->separator, marks + 1);
        const int32_t *ends = marks + 1;
        while (read.rows < target->capacity && end - ends >= layout->fields) {
            const int32_t *last = ends + layout->fields - 1;
            if (text[*last] == '\r') {
                // The LF may lie in what was not searched.
                if (last + 1 == end && (size_t)*last + 1 == length) break;
                last++;
                read.meets_other_line = last == end || last[0] != last[-1] + 1;
            }
            const bool ends_line = !read.meets_other_line && text[*last] == '\n';
            if (!ends_line || !read_row(text, ends, layout, &month, date_before, target, read.rows)) {
                read.meets_other_line = 1;
                break;
            }
            date_before = target->dates[read.rows];
            read.rows++;
            ends = last + 1;
        }
        read.bytes += (size_t)(ends[-1] + 1);
        if (read.meets_other_line) break;
        if (ends == marks + 1) {
            // Not one line: either there is none left, or it is longer than any row of prices.
            read.meets_other_line = length == SEGMENT || end - ends >= layout->fields;
            break;
        }
    }
    return read;
}

#if defined(__x86_64__)

WIDE bool read_row_wide(
    const uint8_t *text, const int32_t *ends, const hindcast_rows_layout *layout, struct month *month,
    int32_t date_before, const hindcast_rows_target *target, size_t row) {
    return __builtin_expect(read_row_of_four(text, ends, layout, month, date_before, target, row), 1)
        || read_row_apart(text, ends, layout, month, date_before, target, row);
}

__attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt"))) static hindcast_rows_read read_rows_wide(
    const uint8_t *bytes, size_t count, const hindcast_rows_layout *layout, int32_t date_before,
    const hindcast_rows_target *target) {
    return read_rows(bytes, count, layout, date_before, target, read_row_wide);
}

#endif

hindcast_rows_read hindcast_read_rows(
    const uint8_t *bytes, size_t count, const hindcast_rows_layout *layout, int32_t date_before,
    const hindcast_rows_target *target) {
#if defined(__x86_64__)
    if (has_four(layout) && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2")) {
        return read_rows_wide(bytes, count, layout, date_before, target);
    }
#endif
    return read_rows(bytes, count, layout, date_before, target, read_row_alone);
}
