/* Ranking: the same sums as index/ranking.py makes with NumPy, to the last bit, over windows that stay in the cache.

   Each score is a sum of weight * (tf * (k1 + 1) / (tf + norm)) in the order of the query's terms. The compiler must
   neither contract nor reorder it (-ffp-contract=off, no -ffast-math), or the two paths would differ. */

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "kernel.h"

EXPORT const uint32_t zw_source_mark = SOURCE_MARK; /* of all sources, by build_kernel.py */

enum { WINDOW = 4096 };

/* One part of the index as index/part.py describes it, and as one way of scoring sees it. */
typedef struct {
    int64_t size;
    const int64_t *keys;
    const uint16_t *units;
    const void *codes;
    int64_t code_bytes; /* 1 or 2 */
    const double *frequencies; /* weighted, for each code that can be written, known or not */
    int64_t weightless;        /* whether one of them is 0 */
    const double *norms;       /* for each shape */
    const uint16_t *shapes;    /* for each unit */
    const double *impacts;     /* [codes that can be written][shapes], see impact_at; NULL where that is too large */
    int64_t shape_count;
    const uint8_t *live;       /* for each unit, or NULL where all are */
    const int64_t *starts;     /* of the postings of each term */
    int64_t terms;
    const uint64_t *heads;
    const int64_t *edges;
    const uint8_t *letters;
} Part;

/* What a search asks of one part beside its terms; each pointer is NULL where it asks nothing. */
typedef struct {
    const uint8_t *allowed; /* live and not filtered out, for each unit */
    const uint8_t *forced;  /* matches whatever it holds, for each unit */
    const uint8_t *lifted;  /* [lifts][size] */
} Asked;

typedef struct {
    double score;
    int64_t key;
} Answer;

static int worse(Answer a, Answer b) { return a.score < b.score || (a.score == b.score && a.key > b.key); }

static void sift_down(Answer *heap, int64_t size, int64_t at)
{
    Answer moved = heap[at];
    for (int64_t child; (child = 2 * at + 1) < size; at = child) {
        if (child + 1 < size && worse(heap[child + 1], heap[child])) child++;
        if (!worse(heap[child], moved)) break;
        heap[at] = heap[child];
    }
    heap[at] = moved;
}

/* Keeps the best `limit` answers; the worst of them is on top once there are so many. Returns how many are held. */
static inline int64_t keep(Answer *heap, int64_t held, int64_t limit, Answer answer)
{
    if (held < limit) {
        heap[held++] = answer;
        if (held == limit)
            for (int64_t at = limit / 2; at-- > 0;) sift_down(heap, limit, at);
    } else if (worse(heap[0], answer)) {
        heap[0] = answer;
        sift_down(heap, limit, 0);
    }
    return held;
}

static inline int64_t code_at(const void *codes, int64_t at, int wide)
{
    return wide ? ((const uint16_t *)codes)[at] : ((const uint8_t *)codes)[at];
}

/* What a posting is worth, without its idf. Few units differ in it, so it is reckoned beforehand where codes are of one
   byte: the division is half of the time of a search. */
typedef enum { NARROW, WIDE, TABLED } Kind;

static inline double impact_at(const Part *part, int64_t at, int64_t unit, double k1_more, Kind kind)
{
    int64_t code = code_at(part->codes, at, kind == WIDE);
    if (kind == TABLED) return part->impacts[code * part->shape_count + part->shapes[unit]];
    double frequency = part->frequencies[code];
    return frequency == 0 ? 0 : frequency * k1_more / (frequency + part->norms[part->shapes[unit]]);
}

static inline Kind kind_of(const Part *part) { return part->impacts ? TABLED : part->code_bytes > 1 ? WIDE : NARROW; }

/* A unit of the window is SEEN when it is known to match or to be filtered out, and ALIVE as well while its score is
   summed up because it can be among the best. */
enum { SEEN = 1, ALIVE = 2 };

typedef struct {
    double score[WINDOW];
    uint8_t state[WINDOW];
    uint16_t found[WINDOW + 1]; /* places of the matches whose score is summed up, in the order they were met */
    int64_t number;
    int64_t low, high; /* units of the part */
} Window;

typedef struct {
    const Part *part;
    const Asked *asked;
    int64_t *from, *to; /* postings of each term within the window */
    const double *weights;
    int64_t terms, matching;
    double k1_more;
    const double *amounts;
    int64_t lifts;
} Search;

typedef enum { MATCH, COUNT, RAISE } Mode;

/* One pass over the postings of a term in the window. MATCH: its units match, and their scores are summed up. COUNT:
   they match, but one that holds no other term cannot be among the best. RAISE: it only raises scores. Returns how
   many matches were met that nothing else had found. */
static inline int64_t pass(Window *restrict window, const Search *search, int64_t term, Kind kind, Mode mode)
{
    const Part part = *search->part;
    double k1_more = search->k1_more, weight = search->weights[term];
    int weightless = part.weightless != 0;
    int64_t low = window->low, length = window->high - window->low, number = window->number, met = 0, at = search->from[term], stop = search->to[term];
    for (; at < stop; at++) {
        int64_t unit = part.units[at], place = unit - low;
        if (place < 0 || place >= length) continue; /* large files are mapped unchecked: a flipped bit must not crash */
        uint8_t state = window->state[place];
        /* Whether a unit was seen is a toss of a coin, which no processor foretells: no branch for it. */
        if (mode == COUNT) {
            uint8_t weighs = !weightless || part.frequencies[code_at(part.codes, at, kind == WIDE)] != 0;
            met += weighs & (state == 0);
            window->state[place] = state | weighs;
        }
        if (mode != MATCH && !(state & ALIVE)) continue;
        double impact = impact_at(&part, at, unit, k1_more, kind);
        if (mode == MATCH) {
            if (state == SEEN || impact == 0) continue; /* filtered out, or only in fields without weight */
            window->found[number] = (uint16_t)place;
            number += state == 0;
            window->state[place] = SEEN | ALIVE;
        }
        window->score[place] += impact * weight;
    }
    met += number - window->number;
    window->number = number;
    return met;
}

static int64_t run(Window *window, const Search *search, int64_t term, Mode mode)
{
    if (search->from[term] == search->to[term]) return 0;
#define RUN(KIND) \
    (mode == MATCH ? pass(window, search, term, KIND, MATCH) \
     : mode == COUNT ? pass(window, search, term, KIND, COUNT) \
                     : pass(window, search, term, KIND, RAISE))
    Kind kind = kind_of(search->part);
    return kind == TABLED ? RUN(TABLED) : kind == WIDE ? RUN(WIDE) : RUN(NARROW);
#undef RUN
}

/* The first posting in [at, stop) whose unit is not below `unit`. */
static int64_t seek(const uint16_t *units, int64_t at, int64_t stop, int64_t unit)
{
    while (at < stop) {
        int64_t middle = at + (stop - at) / 2;
        if (units[middle] < unit)
            at = middle + 1;
        else
            stop = middle;
    }
    return at;
}

static double lifted(const Search *search, int64_t unit, double score)
{
    for (int64_t lift = 0; lift < search->lifts; lift++)
        if (search->asked->lifted[lift * search->part->size + unit]) score += search->amounts[lift];
    return score;
}

/* The score of one unit, summed up in the order of the terms. */
static double exactly(const Search *search, int64_t unit)
{
    const Part *part = search->part;
    double score = 0;
    for (int64_t term = 0; term < search->terms; term++) {
        int64_t at = seek(part->units, search->from[term], search->to[term], unit);
        if (at == search->to[term] || part->units[at] != unit) continue;
        score += impact_at(part, at, unit, search->k1_more, kind_of(part)) * search->weights[term];
    }
    return lifted(search, unit, score);
}

/* A word that is asked for alone, in one part: no scores to sum up, and nothing to remember of a unit. Returns how many
   answers are held then. */
static inline int64_t alone(const Search *search, const uint8_t *allowed, int64_t stop, Answer *best, int64_t held,
                            int64_t limit, Kind kind, int64_t *total)
{
    const Part part = *search->part;
    double weight = search->weights[0], k1_more = search->k1_more, least = held == limit && limit ? best[0].score : -INFINITY;
    int64_t met = 0;
    for (int64_t at = search->to[0]; at < stop; at++) {
        int64_t unit = part.units[at];
        if (unit >= part.size || (allowed && !allowed[unit])) continue;
        double impact = impact_at(&part, at, unit, k1_more, kind);
        met += impact != 0; /* else only in fields without weight */
        double score = impact * weight;
        if (!(score >= least) || impact == 0 || !limit) continue;
        held = keep(best, held, limit, (Answer){score, part.keys[unit]});
        if (held == limit) least = best[0].score;
    }
    *total += met;
    return held;
}

/* Sums are compared with this much to spare where their order is not that of the terms. */
static const double SLACK = 1 + 1e-9;

/* Ranks `parts`. Of the `terms`, the first `matching` match and the rest only raise a score; `places` [terms][parts][2]
   are the ranges of their postings, `weights` [terms] hold their idf. `order` [matching] are the matching terms, those
   of the least weight first, and `rising` is what all that does not match can add to a score; a negative one says that
   weights are negative and nothing can be left out. `best` has room for `limit` answers, which come in no order.
   Returns how many it holds, or -1 without memory; `total` is the number of matches.

   As in MaxScore (Turtle and Flood 1995), terms whose weights together cannot reach the answers held find none alone;
   unlike there, their postings are still read for the total, but hardly any score is reckoned for them. */
EXPORT int64_t zw_rank(const Part *parts, const Asked *asked, int64_t part_count, const int64_t *places,
                       const double *weights, int64_t terms, int64_t matching, const int64_t *order, double rising,
                       double k1_more, const double *amounts, int64_t lifts, int64_t limit, Answer *best, int64_t *total)
{
    int64_t held = 0;
    Window *window = calloc(1, sizeof *window);
    int64_t *ranges = calloc((size_t)(2 * terms + 1), sizeof *ranges);
    uint8_t *counted = calloc((size_t)terms + 1, 1);
    *total = 0;
    if (!window || !ranges || !counted) held = -1;
    for (int64_t p = 0; p < part_count && held >= 0; p++) {
        const Part *part = &parts[p];
        Search search = {part, &asked[p], ranges, ranges + terms, weights, terms, matching, k1_more, amounts, lifts};
        for (int64_t t = 0; t < terms; t++) search.to[t] = places[(t * part_count + p) * 2];
        if (terms == 1 && matching == 1 && !lifts && !asked[p].forced) {
            Kind kind = kind_of(part);
            int64_t stop = places[p * 2 + 1];
            const uint8_t *allowed = asked[p].allowed;
            held = kind == TABLED ? alone(&search, allowed, stop, best, held, limit, TABLED, total)
                   : kind == WIDE ? alone(&search, allowed, stop, best, held, limit, WIDE, total)
                                  : alone(&search, allowed, stop, best, held, limit, NARROW, total);
            continue;
        }
        for (int64_t low = 0; low < part->size; low += WINDOW) {
            int64_t high = low + WINDOW < part->size ? low + WINDOW : part->size;
            window->low = low;
            window->high = high;
            window->number = 0;
            const uint8_t *allowed = asked[p].allowed, *forced = asked[p].forced;
            int any = forced != NULL;
            for (int64_t t = 0; t < terms; t++) {
                search.from[t] = search.to[t];
                search.to[t] = seek(part->units, search.from[t], places[(t * part_count + p) * 2 + 1], high);
                any |= t < matching && search.from[t] < search.to[t];
            }
            if (!any) continue; /* of a rare word most windows hold nothing */
            memset(window->state, 0, sizeof window->state);
            for (int64_t place = 0; allowed && place < high - low; place++) window->state[place] = !allowed[low + place];

            double least = held == limit && limit && rising >= 0 ? best[0].score : -INFINITY, rest = 0;
            int64_t skipped = 0;
            for (; skipped < matching && (rest + weights[order[skipped]] * k1_more + rising) * SLACK < least; skipped++)
                rest += weights[order[skipped]] * k1_more;
            for (int64_t t = 0; t < matching; t++) counted[t] = 0;
            for (int64_t at = 0; at < skipped; at++) counted[order[at]] = 1;
            rest += rising;

            for (int64_t t = 0; t < matching; t++)
                if (!counted[t]) *total += run(window, &search, t, MATCH);
            for (int64_t place = 0; forced && place < high - low; place++)
                if (forced[low + place] && !window->state[place]) {
                    window->state[place] = SEEN | ALIVE;
                    window->found[window->number++] = (uint16_t)place;
                    ++*total;
                }
            int64_t alive = 0;
            for (int64_t at = 0; at < window->number; at++) {
                uint16_t place = window->found[at];
                int can = (window->score[place] + rest) * SLACK >= least;
                window->found[alive] = place;
                alive += can;
                window->state[place] = can ? SEEN | ALIVE : SEEN;
                window->score[place] = can ? window->score[place] : 0;
            }
            for (int64_t t = 0; t < matching; t++)
                if (counted[t]) *total += run(window, &search, t, COUNT);
            for (int64_t t = matching; t < terms && alive; t++) run(window, &search, t, RAISE);
            for (int64_t at = 0; at < alive; at++) {
                int64_t place = window->found[at], unit = low + place;
                double score = lifted(&search, unit, window->score[place]);
                window->score[place] = 0;
                if (!limit || (held == limit && score * SLACK < best[0].score && rising >= 0)) continue;
                if (skipped) score = exactly(&search, unit);
                held = keep(best, held, limit, (Answer){score, part->keys[unit]});
            }
        }
    }
    free(window);
    free(ranges);
    free(counted);
    return held;
}

static int compare(const Part *part, int64_t at, const uint8_t *term, int64_t length)
{
    int64_t own = part->edges[at + 1] - part->edges[at];
    int order = memcmp(part->letters + part->edges[at], term, (size_t)(own < length ? own : length));
    return order ? order : (own > length) - (own < length);
}

/* Finds `term` (UTF-8) in each part: the range of its postings, twice 0 where it is unknown. `head` are its first eight
   bytes as a number. */
EXPORT void zw_find(const Part *parts, int64_t part_count, const uint8_t *term, int64_t length, uint64_t head,
                    int64_t *places)
{
    for (int64_t p = 0; p < part_count; p++) {
        const Part *part = &parts[p];
        int64_t low = 0, high = part->terms;
        while (low < high) {
            int64_t middle = low + (high - low) / 2;
            uint64_t own = part->heads[middle];
            if (own < head || (own == head && compare(part, middle, term, length) < 0))
                low = middle + 1;
            else
                high = middle;
        }
        int known = low < part->terms && part->heads[low] == head && !compare(part, low, term, length);
        places[2 * p] = known ? part->starts[low] : 0;
        places[2 * p + 1] = known ? part->starts[low + 1] : 0;
    }
}

/* How many live units hold a term in a field that weighs something; `places` as zw_find gives them. */
EXPORT int64_t zw_count(const Part *parts, int64_t part_count, const int64_t *places)
{
    int64_t number = 0;
    for (int64_t p = 0; p < part_count; p++) {
        const Part *part = &parts[p];
        if (!part->live && !part->weightless) {
            number += places[2 * p + 1] - places[2 * p];
            continue;
        }
        for (int64_t at = places[2 * p]; at < places[2 * p + 1]; at++)
            number += part->frequencies[code_at(part->codes, at, part->code_bytes > 1)] > 0 &&
                      (!part->live || (part->units[at] < part->size && part->live[part->units[at]]));
    }
    return number;
}
