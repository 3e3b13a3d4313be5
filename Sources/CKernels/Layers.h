// All kernels of one instruction set and one scalar type, and the end of the names they were made with.

#include "Vector.h"
#include "Tanh.h"
#include "Activations.h"
#include "Product.h"
#include "Convolution.h"
#include "Elman.h"
#include "Recurrent.h"
#include "LSTM.h"
#include "GRU.h"
#include "ElmanSteps.h"
#include "Normalisation.h"
#include "Adam.h"

#undef REAL
#undef INTEGER
#undef REAL_IS_FLOAT
#undef NAME
#undef HALF
#undef LOAD_SOME
#undef STORE_SOME
#undef LANES
#undef VECTOR
#undef CHAINS
#undef CHAIN_VECTORS
#undef PACKED_ROWS
#undef PREFETCHED_COLUMNS
#undef TANH_VECTORS
