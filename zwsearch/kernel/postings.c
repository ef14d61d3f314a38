/* Building: tokens to postings, as index/part.py does it with dictionaries and sorting. */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "kernel.h"

enum { BITS = 15, MOST = (1 << BITS) - 1 };

typedef struct {
    int64_t terms, term_room;
    int64_t *edges;   /* of each term in `letters` */
    uint32_t *hashes; /* of each term */
    int64_t *last;    /* latest posting of each term */
    int64_t letter_room;
    uint16_t *letters; /* UTF-16 */
    int64_t slot_count;
    int32_t *slots; /* term + 1, or 0 */
    int64_t postings, posting_room;
    int32_t *term_of;
    uint16_t *unit_of;
    uint64_t *packed; /* BITS bits for each field */
} Builder;

/* For functions that return -1 without memory. */
#define RESIZE(array, room)                                               \
    do {                                                                  \
        void *larger = realloc(array, (size_t)(room) * sizeof *(array)); \
        if (!larger) return -1;                                           \
        (array) = larger;                                                 \
    } while (0)

EXPORT void zw_builder_free(Builder *builder)
{
    if (!builder) return;
    free(builder->edges);
    free(builder->hashes);
    free(builder->last);
    free(builder->letters);
    free(builder->slots);
    free(builder->term_of);
    free(builder->unit_of);
    free(builder->packed);
    free(builder);
}

/* An empty builder, or NULL without memory. */
EXPORT Builder *zw_builder_new(void)
{
    Builder *builder = calloc(1, sizeof *builder);
    if (!builder) return NULL;
    builder->slot_count = 1 << 16;
    builder->slots = calloc((size_t)builder->slot_count, sizeof *builder->slots);
    builder->edges = calloc(1, sizeof *builder->edges);
    if (builder->slots && builder->edges) return builder;
    zw_builder_free(builder);
    return NULL;
}

static int widen_slots(Builder *builder)
{
    int64_t count = builder->slot_count * 4;
    int32_t *slots = calloc((size_t)count, sizeof *slots);
    if (!slots) return 0;
    for (int64_t term = 0; term < builder->terms; term++) {
        int64_t slot = builder->hashes[term] & (count - 1);
        while (slots[slot]) slot = (slot + 1) & (count - 1);
        slots[slot] = (int32_t)term + 1;
    }
    free(builder->slots);
    builder->slots = slots;
    builder->slot_count = count;
    return 1;
}

/* The number of a term, given when it is first met; -1 without memory. */
static int64_t number_of(Builder *builder, const uint16_t *term, int64_t length)
{
    uint64_t mixed = 0x9E3779B97F4A7C15u;
    for (int64_t at = 0; at < length; at++) mixed = (mixed ^ term[at]) * 0xFF51AFD7ED558CCDu, mixed ^= mixed >> 32;
    uint32_t hash = (uint32_t)mixed;
    int64_t slot = hash & (builder->slot_count - 1);
    for (int32_t held; (held = builder->slots[slot]); slot = (slot + 1) & (builder->slot_count - 1)) {
        int64_t from = builder->edges[held - 1];
        if (builder->hashes[held - 1] == hash && builder->edges[held] - from == length &&
            !memcmp(builder->letters + from, term, (size_t)length * sizeof *term))
            return held - 1;
    }
    int64_t known = builder->terms, from = builder->edges[known];
    if (known == builder->term_room) {
        int64_t room = builder->term_room ? 2 * builder->term_room : 4096;
        RESIZE(builder->edges, room + 1);
        RESIZE(builder->hashes, room);
        RESIZE(builder->last, room);
        builder->term_room = room;
    }
    if (from + length > builder->letter_room) {
        int64_t room = 2 * (from + length);
        RESIZE(builder->letters, room);
        builder->letter_room = room;
    }
    memcpy(builder->letters + from, term, (size_t)length * sizeof *term);
    builder->edges[known + 1] = from + length;
    builder->hashes[known] = hash;
    builder->last[known] = -1;
    builder->slots[slot] = (int32_t)known + 1;
    builder->terms++;
    if (builder->terms * 2 > builder->slot_count && !widen_slots(builder)) return -1;
    return known;
}

/* Takes in `terms` [length] (UTF-16, each with a 0 after it) of one field of a unit; units come in ascending order.
   Returns how many of them are no bigrams, or -1 without memory. */
EXPORT int64_t zw_builder_take(Builder *builder, const uint16_t *terms, int64_t length, int64_t unit, int64_t field)
{
    int64_t words = 0;
    int shift = (int)field * BITS;
    for (int64_t from = 0, end; from < length; from = end + 1) {
        for (end = from; terms[end]; end++) {}
        words += terms[from] != BIGRAM;
        int64_t term = number_of(builder, terms + from, end - from);
        if (term < 0) return -1;
        int64_t at = builder->last[term];
        if (at < 0 || builder->unit_of[at] != unit) {
            at = builder->postings;
            if (at == builder->posting_room) {
                int64_t room = at ? 2 * at : 65536;
                RESIZE(builder->term_of, room);
                RESIZE(builder->unit_of, room);
                RESIZE(builder->packed, room);
                builder->posting_room = room;
            }
            builder->term_of[at] = (int32_t)term;
            builder->unit_of[at] = (uint16_t)unit;
            builder->packed[at] = 0;
            builder->last[term] = at;
            builder->postings++;
        }
        if ((builder->packed[at] >> shift & MOST) < MOST) builder->packed[at] += (uint64_t)1 << shift;
    }
    return words;
}

/* Numbers of terms, of their letters, and of postings. */
EXPORT void zw_builder_sizes(const Builder *builder, int64_t *sizes)
{
    sizes[0] = builder->terms;
    sizes[1] = builder->edges[builder->terms];
    sizes[2] = builder->postings;
}

/* The terms as they were numbered: `letters`, and `edges` [terms + 1]. */
EXPORT void zw_builder_terms(const Builder *builder, uint16_t *letters, int64_t *edges)
{
    memcpy(letters, builder->letters, (size_t)builder->edges[builder->terms] * sizeof *letters);
    memcpy(edges, builder->edges, (size_t)(builder->terms + 1) * sizeof *edges);
}

/* The postings sorted by the `rank` of their term, and by unit: `starts` [terms + 1], `units` and `packed`. */
EXPORT void zw_builder_postings(const Builder *builder, const int64_t *rank, int64_t *starts, uint16_t *units,
                                uint64_t *packed)
{
    memset(starts, 0, (size_t)(builder->terms + 1) * sizeof *starts);
    for (int64_t at = 0; at < builder->postings; at++) starts[rank[builder->term_of[at]] + 1]++;
    for (int64_t term = 0; term < builder->terms; term++) starts[term + 1] += starts[term];
    for (int64_t at = 0; at < builder->postings; at++) {
        int64_t to = starts[rank[builder->term_of[at]]]++;
        units[to] = builder->unit_of[at];
        packed[to] = builder->packed[at];
    }
    for (int64_t term = builder->terms; term > 0; term--) starts[term] = starts[term - 1];
    starts[0] = 0;
}
