#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Takes whole blocks of 64 bytes into the eight words of a SHA-256 (FIPS 180-4, section 6.2.2) with the processor's
/// own instructions for it.
///
/// Returns false, and does nothing, where the processor has none.
bool hindcast_sha256_blocks(uint32_t state[8], const uint8_t *bytes, size_t blocks);
