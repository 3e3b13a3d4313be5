#include <stdint.h>
#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

/// 10^22 is the last power of ten that is a double; here no fraction has more than sixteen digits.
static const double exact_powers[17] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7, 1e8,
                                        1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16};
static const uint64_t whole_powers[17] = {
    1ull,
    10ull,
    100ull,
    1000ull,
    10000ull,
    100000ull,
    1000000ull,
    10000000ull,
    100000000ull,
    1000000000ull,
    10000000000ull,
    100000000000ull,
    1000000000000ull,
    10000000000000ull,
    100000000000000ull,
    1000000000000000ull,
    10000000000000000ull,
};

/// Eight bytes as a word, the first of them lowest.
static inline uint64_t word_at(const uint8_t *text) {
    uint64_t word;
    memcpy(&word, text, 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
}

/// The number that the first `count` bytes of a word write, 0 to 8; `odd` is not zero where one is no digit.
///
/// D. Lemire, "Number parsing at a gigabyte per second", Software: Practice and Experience 51 (2021), section 4.
static inline __attribute__((always_inline)) uint64_t digits_of(uint64_t word, uint32_t count, uint64_t *odd) {
    // The digits move to the end, zeros stand before them; in two steps, for a shift by 64 means nothing in C.
    const uint32_t half = 4 * (8 - count);
    uint64_t digits = ((word ^ 0x3030303030303030) << half) << half;
    *odd |= (digits | (digits + 0x7676767676767676)) & 0x8080808080808080;
    // Neighbouring digits, then pairs and fours are joined in place.
    digits = digits * 10 + (digits >> 8);
    return ((digits & 0x000000FF000000FF) * 0x000F424000000064
            + ((digits >> 16) & 0x000000FF000000FF) * 0x0000271000000001)
        >> 32;
}

/// Where the first point is in sixteen bytes; 16 where there is none.
static inline uint32_t point_in_16(const uint8_t *text) {
#if defined(__SSE2__)
    const __m128i bytes = _mm_loadu_si128((const __m128i *)text);
    const uint32_t points = (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('.')));
    return (uint32_t)__builtin_ctz(points | 1u << 16);
#else
    // The lowest byte that is zero is known by the borrow that subtracting one from it makes.
    const uint64_t near = word_at(text) ^ 0x2E2E2E2E2E2E2E2E, far = word_at(text + 8) ^ 0x2E2E2E2E2E2E2E2E;
    const uint64_t in_near = (near - 0x0101010101010101) & ~near & 0x8080808080808080;
    const uint64_t in_far = (far - 0x0101010101010101) & ~far & 0x8080808080808080;
    if (in_near) return (uint32_t)__builtin_ctzll(in_near) / 8;
    return in_far ? 8 + (uint32_t)__builtin_ctzll(in_far) / 8 : 16;
#endif
}

/// The double nearest to numerator / 10^decimals, ties to even, for a numerator that is not zero.
static inline double nearest_quotient(uint64_t numerator, uint32_t decimals) {
    const uint64_t denominator = whole_powers[decimals];
    // With both top bits set the quotient of numerator · 2^63 by denominator has 63 or 64 bits: at least ten more
    // than a double keeps, so that a remainder other than zero may be folded into the lowest of them.
    const int numerator_shift = __builtin_clzll(numerator), denominator_shift = __builtin_clzll(denominator);
    const unsigned __int128 scaled = (unsigned __int128)(numerator << numerator_shift) << 63;
    const uint64_t divisor = denominator << denominator_shift;
    const uint64_t whole = (uint64_t)(scaled / divisor);
    const uint64_t sticky = whole | (scaled % divisor != 0);
    return __builtin_ldexp((double)sticky, denominator_shift - numerator_shift - 63);
}

/// A decimal with more than eight digits in its fraction, as those write it who print all a double has.
static __attribute__((noinline)) double
long_decimal(const uint8_t *text, uint32_t whole, uint32_t decimals, uint64_t *odd) {
    if (whole < 1 || whole > 8 || decimals > 16 || whole + decimals > 19) {
        *odd |= 1;
        return 0;
    }
    uint64_t mantissa = digits_of(word_at(text), whole, odd);
    mantissa = mantissa * whole_powers[8] + digits_of(word_at(text + whole + 1), 8, odd);
    mantissa = mantissa * whole_powers[decimals - 8] + digits_of(word_at(text + whole + 9), decimals - 8, odd);
    if (mantissa <= (uint64_t)1 << 53) return (double)(int64_t)mantissa / exact_powers[decimals];
    return nearest_quotient(mantissa, decimals);
}

/// The number that a field writes as plain decimal; `odd` is not zero where it is anything else.
///
/// A mantissa that is exact in a double over a power of ten that is, too, is one rounded operation (W. D. Clinger,
/// "How to read floating point numbers accurately", PLDI 1990).
static inline __attribute__((always_inline)) double
decimal(const uint8_t *text, uint32_t length, int is_volume, uint64_t *odd) {
    const uint32_t point = point_in_16(text);
    const uint32_t whole = point < length ? point : length;
    const uint32_t decimals = length - whole - (whole < length);
    if (__builtin_expect(decimals > 8, 0)) return long_decimal(text, whole, decimals, odd);
    *odd |= (uint64_t)(whole - 1 > (is_volume ? 15u : 7u)) | ((whole < length) & (decimals == 0))
        | ((point == 16) & (length > 16));
    uint64_t mantissa;
    if (is_volume) {
        // Without a branch: whether a volume has nine digits or eight is anyone's guess.
        const uint32_t far = whole > 8 ? whole - 8 : 0;
        mantissa = digits_of(word_at(text), far, odd) * whole_powers[8]
            + digits_of(word_at(text + far), whole - far, odd);
    } else {
        mantissa = digits_of(word_at(text), whole > 8 ? 8 : whole, odd);
    }
    // More digits than the mantissa has room for.
    if (is_volume) *odd |= whole + decimals > 16;
    mantissa = mantissa * whole_powers[decimals]
        + digits_of(word_at(text + whole + (whole < length)), decimals, odd);
    *odd |= mantissa > (uint64_t)1 << 53;
    if (is_volume) *odd |= mantissa > 1000000000000000ull;
    return (double)(int64_t)mantissa / exact_powers[decimals];
}
