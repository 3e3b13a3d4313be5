#include <stdint.h>
#include <string.h>

/// The month that the last date was in: the next one nearly always is in it, too.
struct month {
    /// The bytes of year and month with their hyphens, as one word.
    uint64_t text;
    /// The day before its first, in days since 1970-01-01.
    int32_t day_zero;
    uint32_t days;
};

/// The month that eight bytes write as yyyy-mm-; one without days where they do not.
static inline struct month month_of(const uint8_t *text) {
    struct month month = {0, 0, 0};
    int32_t digits[8];
    for (int index = 0; index < 8; index++) {
        digits[index] = (int32_t)text[index] - '0';
        const int is_hyphen = index == 4 || index == 7;
        if (is_hyphen ? text[index] != '-' : digits[index] < 0 || digits[index] > 9) return month;
    }
    const int32_t year = digits[0] * 1000 + digits[1] * 100 + digits[2] * 10 + digits[3];
    const int32_t number = digits[5] * 10 + digits[6];
    if (year < 1 || number < 1 || number > 12) return month;
    const int is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    static const uint8_t lengths[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    // H. Hinnant, "chrono-compatible low-level date algorithms": years start in March.
    const int32_t from_march = number <= 2 ? year - 1 : year;
    const int32_t era = from_march / 400, year_of_era = from_march % 400;
    const int32_t day_of_year = (153 * (number + (number > 2 ? -3 : 9)) + 2) / 5;
    const int32_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    month.day_zero = era * 146097 + day_of_era - 719468 - 1;
    month.days = lengths[number - 1] + (uint32_t)(number == 2 && is_leap);
    memcpy(&month.text, text, 8);
    return month;
}

/// The date that ten bytes write as yyyy-mm-dd, in days since 1970-01-01; `odd` is not zero where they do not.
static inline __attribute__((always_inline)) int32_t
day_number(const uint8_t *text, int32_t length, struct month *known, uint64_t *odd) {
    uint64_t word;
    memcpy(&word, text, 8);
    if (__builtin_expect(word != known->text, 0)) *known = month_of(text);
    const uint32_t tens = (uint32_t)text[8] - '0', ones = (uint32_t)text[9] - '0';
    const uint32_t day = tens * 10 + ones;
    *odd |= (uint64_t)(length != 10) | (tens > 3) | (ones > 9) | (day - 1 >= known->days);
    return known->day_zero + (int32_t)day;
}
