#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__ARM_NEON) && defined(__aarch64__)
#include <arm_neon.h>
#endif

/// How many places behind the last find are written to.
#define MARKS_SLACK 8

/// A bit for each of 64 bytes that is the separator, or anything below '#' or outside ASCII: ends of lines, quotes,
/// blanks and control characters.
static inline uint64_t marks_of_64(const uint8_t *text, uint8_t separator) {
    uint64_t marks = 0;
#if defined(__SSE2__)
    const __m128i separators = _mm_set1_epi8((char)separator), first = _mm_set1_epi8('#');
    for (int part = 0; part < 4; part++) {
        const __m128i bytes = _mm_loadu_si128((const __m128i *)text + part);
        // Signed: bytes outside ASCII are below all others.
        const __m128i found = _mm_or_si128(_mm_cmpeq_epi8(bytes, separators), _mm_cmplt_epi8(bytes, first));
        marks |= (uint64_t)(uint32_t)_mm_movemask_epi8(found) << (16 * part);
    }
#elif defined(__ARM_NEON) && defined(__aarch64__)
    const uint8x16_t bits = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    uint8x16_t found[4];
    for (int part = 0; part < 4; part++) {
        const uint8x16_t bytes = vld1q_u8(text + 16 * part);
        const uint8x16_t low = vcltq_s8(vreinterpretq_s8_u8(bytes), vdupq_n_s8('#'));
        found[part] = vandq_u8(vorrq_u8(vceqq_u8(bytes, vdupq_n_u8(separator)), low), bits);
    }
    // Neighbours are added three times: each byte is then the eight bits of eight bytes.
    const uint8x16_t pairs = vpaddq_u8(vpaddq_u8(found[0], found[1]), vpaddq_u8(found[2], found[3]));
    marks = vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(pairs, pairs)), 0);
#else
    for (int index = 0; index < 64; index++) {
        const uint8_t byte = text[index];
        marks |= (uint64_t)((byte == separator) | (byte < '#') | (byte >= 0x80)) << index;
    }
#endif
    return marks;
}

/// Writes where the marks of a text are.
///
/// @return Behind the last of them.
static inline int32_t *find_marks(const uint8_t *text, size_t length, uint8_t separator, int32_t *finds) {
    for (size_t start = 0; start < length; start += 64) {
        uint64_t marks = marks_of_64(text + start, separator);
        if (length - start < 64) marks &= ((uint64_t)1 << (length - start)) - 1;
        const int count = __builtin_popcountll(marks);
        // Eight whatever there is: a line of prices has about as many, and no branch can be guessed wrongly.
        for (int index = 0; index < 8; index++) {
            finds[index] = (int32_t)start + __builtin_ctzll(marks | (uint64_t)1 << 63);
            marks &= marks - 1;
        }
        for (int index = 8; marks; index++) {
            finds[index] = (int32_t)start + __builtin_ctzll(marks);
            marks &= marks - 1;
        }
        finds += count;
    }
    return finds;
}
