#if defined(__x86_64__)

#include <immintrin.h>

#define WIDE __attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt"), always_inline)) static inline

/// Where the digits of a number are: up to eight that end here, and up to eight behind the point, or behind those.
struct digits {
    const uint8_t *whole_end, *fraction_end;
    uint32_t whole, fraction;
};

/// Keeps the last 0 to 8 bytes of a word.
static const uint64_t last_bytes[9] = {
    0, 0xFF00000000000000, 0xFFFF000000000000, 0xFFFFFF0000000000, 0xFFFFFFFF00000000, 0xFFFFFFFFFF000000,
    0xFFFFFFFFFFFF0000, 0xFFFFFFFFFFFFFF00, 0xFFFFFFFFFFFFFFFF,
};

/// Four words that lie in different places.
WIDE __m256i four_words(const void *first, const void *second, const void *third, const void *fourth) {
    const __m128 none = _mm_setzero_ps();
    const __m128 low = _mm_loadh_pi(_mm_loadl_pi(none, (const __m64 *)first), (const __m64 *)second);
    const __m128 high = _mm_loadh_pi(_mm_loadl_pi(none, (const __m64 *)third), (const __m64 *)fourth);
    return _mm256_castps_si256(_mm256_set_m128(high, low));
}

/// The numbers that the digits of four numbers write without their points, at most fifteen digits each.
///
/// @param odd Not zero in some byte where one of them is no digit.
/// @param powers Ten to the power of the digits in each fraction.
WIDE __m256d four_mantissas(const struct digits *numbers, __m256i *odd, __m256d *powers) {
    const __m256i zero = _mm256_set1_epi8('0');
    const struct digits a = numbers[0], b = numbers[1], c = numbers[2], d = numbers[3];
    const __m256i whole = _mm256_and_si256(
        _mm256_xor_si256(
            four_words(a.whole_end - 8, b.whole_end - 8, c.whole_end - 8, d.whole_end - 8), zero),
        four_words(last_bytes + a.whole, last_bytes + b.whole, last_bytes + c.whole, last_bytes + d.whole));
    const __m256i fraction = _mm256_and_si256(
        _mm256_xor_si256(
            four_words(a.fraction_end - 8, b.fraction_end - 8, c.fraction_end - 8, d.fraction_end - 8), zero),
        four_words(
            last_bytes + a.fraction, last_bytes + b.fraction, last_bytes + c.fraction, last_bytes + d.fraction));
    *powers = _mm256_castsi256_pd(four_words(
        exact_powers + a.fraction, exact_powers + b.fraction, exact_powers + c.fraction,
        exact_powers + d.fraction));
    const __m256i nine = _mm256_set1_epi8(9);
    *odd = _mm256_or_si256(
        *odd, _mm256_or_si256(_mm256_subs_epu8(whole, nine), _mm256_subs_epu8(fraction, nine)));

    // Neighbouring digits, then pairs, then fours are joined.
    const __m256i tens = _mm256_set1_epi16(0x010A), hundreds = _mm256_set1_epi32(0x00010064);
    const __m256i whole_fours = _mm256_madd_epi16(_mm256_maddubs_epi16(whole, tens), hundreds);
    const __m256i fraction_fours = _mm256_madd_epi16(_mm256_maddubs_epi16(fraction, tens), hundreds);
    const __m256i fours = _mm256_packus_epi32(whole_fours, fraction_fours);
    const __m256i eights = _mm256_madd_epi16(fours, _mm256_set1_epi32(0x00012710));
    // Each half holds two whole parts and two fractions.
    const __m256i sorted = _mm256_permute4x64_epi64(eights, 0xD8);
    const __m256d wholes = _mm256_cvtepi32_pd(_mm256_castsi256_si128(sorted));
    const __m256d fractions = _mm256_cvtepi32_pd(_mm256_extracti128_si256(sorted, 1));
    // Below 10^15 < 2^53 product and sum are exact.
    return _mm256_add_pd(_mm256_mul_pd(wholes, *powers), fractions);
}

/// Where the digits of a field with a point are; `odd` has a bit above the third where there are none, or too many.
WIDE struct digits digits_around_point(const uint8_t *text, int32_t start, int32_t end, uint32_t *odd) {
    const __m128i bytes = _mm_loadu_si128((const __m128i *)(text + start));
    const uint32_t whole = _tzcnt_u32((uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('.'))));
    const uint32_t fraction = (uint32_t)(end - start) - whole - 1;
    *odd |= (whole - 1) | (fraction - 1) | ((whole + fraction) & 16);
    const struct digits digits = {text + start + whole, text + end, whole, fraction};
    return digits;
}

/// Whether `read_row_of_four` is made for a layout: open, high, low and close, or the close alone.
static inline bool has_four(const hindcast_rows_layout *layout) {
    const bool open = layout->columns[hindcast_rows_open] >= 0, high = layout->columns[hindcast_rows_high] >= 0;
    const bool low = layout->columns[hindcast_rows_low] >= 0;
    return open == high && high == low;
}

/// A row as `read_row` reads it, if its four prices have points and its volume has none; four prices at a time.
///
/// @return Whether it was read; if not, `read_row` says whether it can be.
WIDE bool read_row_of_four(
    const uint8_t *text, const int32_t *ends, const hindcast_rows_layout *layout, struct month *month,
    int32_t date_before, const hindcast_rows_target *target, size_t row) {
    uint64_t odd = 0;
    for (int field = 0; field < layout->fields - 1; field++) {
        odd |= text[ends[field]] ^ layout->separator;
    }
    const int32_t date_start = ends[layout->date - 1] + 1;
    const int32_t date = day_number(text + date_start, ends[layout->date] - date_start, month, &odd);
    odd |= (date <= date_before) | (date > layout->latest_date);

    const int32_t close = layout->columns[hindcast_rows_close];
    const bool has_open = layout->columns[hindcast_rows_open] >= 0;
    uint32_t odd_shape = 0;
    struct digits prices[4];
    for (int column = 0; column < 4; column++) {
        const int32_t field = has_open ? layout->columns[column] : close;
        prices[column] = digits_around_point(text, ends[field - 1] + 1, ends[field], &odd_shape);
    }
    const int32_t adjusted_field = layout->columns[hindcast_rows_adjusted_close];
    const int32_t volume_field = layout->columns[hindcast_rows_volume];
    struct digits adjusted = prices[3];
    if (adjusted_field >= 0) {
        adjusted = digits_around_point(text, ends[adjusted_field - 1] + 1, ends[adjusted_field], &odd_shape);
    }
    struct digits volume = adjusted;
    if (volume_field >= 0) {
        const uint32_t length = (uint32_t)(ends[volume_field] - ends[volume_field - 1] - 1);
        // One to fifteen digits.
        odd_shape |= (length - 1 > 14) << 4;
        volume.fraction = length < 8 ? length : 8;
        volume.whole = length - volume.fraction;
        volume.fraction_end = text + ends[volume_field];
        volume.whole_end = volume.fraction_end - 8;
    }
    if ((odd != 0) | (odd_shape > 7)) return false;

    __m256i odd_digits = _mm256_setzero_si256();
    __m256d powers;
    const __m256d mantissas = four_mantissas(prices, &odd_digits, &powers);
    const __m256d values = _mm256_div_pd(mantissas, powers);
    int is_sound = 1;
    if (adjusted_field >= 0 || volume_field >= 0) {
        const struct digits others[4] = {adjusted, volume, adjusted, adjusted};
        const __m256d found = four_mantissas(others, &odd_digits, &powers);
        const double mantissa = _mm256_cvtsd_f64(found);
        if (adjusted_field >= 0) {
            is_sound = mantissa > 0;
            target->columns[hindcast_rows_adjusted_close][row] = mantissa / _mm256_cvtsd_f64(powers);
        }
        if (volume_field >= 0) {
            _mm_storeh_pd(target->columns[hindcast_rows_volume] + row, _mm256_castpd256_pd128(found));
        }
    }
    target->dates[row] = date;
    if (has_open) {
        _mm_storel_pd(target->columns[hindcast_rows_open] + row, _mm256_castpd256_pd128(values));
        _mm_storeh_pd(target->columns[hindcast_rows_high] + row, _mm256_castpd256_pd128(values));
        _mm_storel_pd(target->columns[hindcast_rows_low] + row, _mm256_extractf128_pd(values, 1));
    }
    _mm_storeh_pd(target->columns[hindcast_rows_close] + row, _mm256_extractf128_pd(values, 1));
    // High is not below open and close, nor these below low; none is zero.
    const __m256d upper = _mm256_permute4x64_pd(values, 0xC5), lower = _mm256_permute4x64_pd(values, 0xAC);
    const __m256d ordered = _mm256_cmp_pd(upper, lower, _CMP_GE_OQ);
    const __m256d positive = _mm256_cmp_pd(values, _mm256_setzero_pd(), _CMP_GT_OQ);
    is_sound &= _mm256_movemask_pd(_mm256_and_pd(ordered, positive)) == 15;
    return is_sound & _mm256_testz_si256(odd_digits, odd_digits);
}

#endif
