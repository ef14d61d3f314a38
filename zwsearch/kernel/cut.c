/* Cutting: what segment/cut.py makes of runs of Han characters (jieba's dynamic programme over its dictionary, and its
   hidden Markov model for what is left single), with the same sums in the same order. Text is UTF-16. */

#include <stdint.h>
#include <stdlib.h>

#include "kernel.h"

enum { FIRST = 0x4E00, LAST = 0x9FD5 };
static const double NO_WORD = 1.0; /* no logarithm of a probability: a mere beginning of words */

/* Words by their characters, breadth first: the children of a node stand side by side, sorted. */
typedef struct {
    const int32_t *roots;     /* node of each character FIRST..LAST, or -1 */
    const uint16_t *letters;  /* last character of each node */
    const int32_t *children;  /* where those of each node begin; one more at the end */
    const double *weights;    /* log probability of the word, or NO_WORD */
} Trie;

typedef struct {
    Trie tries[2]; /* the dictionary, and the user's own words, which go before it */
    double unknown;
    double start[4], moves[16];
    const double *emissions; /* for each character FIRST..LAST log P(char | B, M, E, S) */
} Lexicon;

static int32_t child(const Trie *trie, int32_t node, uint16_t letter)
{
    int32_t low = trie->children[node], high = trie->children[node + 1];
    while (low < high) {
        int32_t middle = low + (high - low) / 2;
        if (trie->letters[middle] < letter)
            low = middle + 1;
        else
            high = middle;
    }
    return low < trie->children[node + 1] && trie->letters[low] == letter ? low : -1;
}

/* Walks both tries by one more character; false when neither knows a word that begins so. */
typedef struct {
    int32_t nodes[2];
} Walk;

static int begin(const Lexicon *lexicon, Walk *walk, uint16_t letter)
{
    for (int t = 0; t < 2; t++) walk->nodes[t] = lexicon->tries[t].roots[letter - FIRST];
    return walk->nodes[0] >= 0 || walk->nodes[1] >= 0;
}

static int step(const Lexicon *lexicon, Walk *walk, uint16_t letter)
{
    for (int t = 0; t < 2; t++)
        if (walk->nodes[t] >= 0) walk->nodes[t] = child(&lexicon->tries[t], walk->nodes[t], letter);
    return walk->nodes[0] >= 0 || walk->nodes[1] >= 0;
}

static double weight(const Lexicon *lexicon, const Walk *walk)
{
    double own = walk->nodes[1] < 0 ? NO_WORD : lexicon->tries[1].weights[walk->nodes[1]];
    if (own != NO_WORD || walk->nodes[0] < 0) return own;
    return lexicon->tries[0].weights[walk->nodes[0]];
}

static int is_word(const Lexicon *lexicon, const uint16_t *text, int64_t length)
{
    Walk walk;
    int known = begin(lexicon, &walk, text[0]);
    for (int64_t at = 1; known && at < length; at++) known = step(lexicon, &walk, text[at]);
    return known && weight(lexicon, &walk) != NO_WORD;
}

/* For each place of the run, where the word that begins there on the most probable way ends. */
static void route(const Lexicon *lexicon, const uint16_t *run, int64_t length, double *ahead, int64_t *ends)
{
    ahead[length] = 0;
    for (int64_t from = length - 1; from >= 0; from--) {
        double best = -1e308;
        int64_t best_end = 0, end = from + 1;
        Walk walk;
        for (int known = begin(lexicon, &walk, run[from]); known; known = step(lexicon, &walk, run[end++])) {
            double own = weight(lexicon, &walk);
            if (own != NO_WORD && own + ahead[end] >= best) { /* of equals jieba takes the longer word */
                best = own + ahead[end];
                best_end = end;
            }
            if (end == length) break;
        }
        if (!best_end) {
            best = lexicon->unknown + ahead[from + 1];
            best_end = from + 1;
        }
        ahead[from] = best;
        ends[from] = best_end;
    }
}

enum { B, M, E, S };
static const int BEFORE[4][2] = {{E, S}, {B, M}, {B, M}, {E, S}}; /* of equals the later one */

/* Marks in `ends` where each word of a run of single characters ends, by the most probable states. */
static void recognise(const Lexicon *lexicon, const uint16_t *run, int64_t length, uint8_t *back, int64_t *ends)
{
    double reached[4];
    const double *emitted = lexicon->emissions + 4 * (run[0] - FIRST);
    for (int state = 0; state < 4; state++) reached[state] = lexicon->start[state] + emitted[state];
    for (int64_t at = 1; at < length; at++) {
        double here[4];
        emitted = lexicon->emissions + 4 * (run[at] - FIRST);
        for (int state = 0; state < 4; state++) {
            int one = BEFORE[state][0], other = BEFORE[state][1];
            double first = reached[one] + lexicon->moves[4 * one + state] + emitted[state];
            double second = reached[other] + lexicon->moves[4 * other + state] + emitted[state];
            here[state] = second >= first ? second : first;
            back[4 * at + state] = (uint8_t)(second >= first ? other : one);
        }
        for (int state = 0; state < 4; state++) reached[state] = here[state];
    }
    int state = reached[S] >= reached[E] ? S : E;
    int64_t end = length;
    for (int64_t at = length - 1; at >= 0; at--) {
        if (state == E || state == S) end = at + 1;
        ends[at] = end;
        if (at) state = back[4 * at + state];
    }
}

typedef struct {
    uint16_t *text;
    int64_t length;
} Out;

static inline void put(Out *out, const uint16_t *term, int64_t length)
{
    for (int64_t at = 0; at < length; at++) out->text[out->length++] = term[at];
    out->text[out->length++] = 0;
}

static void cut_run(const Lexicon *lexicon, const uint16_t *run, int64_t length, double *ahead, int64_t *ends,
                    uint8_t *back, Out *out)
{
    route(lexicon, run, length, ahead, ends);
    for (int64_t at = 0; at < length;) {
        if (ends[at] - at > 1) {
            put(out, run + at, ends[at] - at);
            at = ends[at];
            continue;
        }
        int64_t stop = at;
        while (stop < length && ends[stop] == stop + 1) stop++;
        /* A word of the dictionary stays apart: jieba saw it and preferred its parts. */
        if (stop - at > 1 && !is_word(lexicon, run + at, stop - at)) {
            recognise(lexicon, run + at, stop - at, back, ends + at);
            for (int64_t from = 0; from < stop - at; from = ends[at + from])
                put(out, run + at + from, ends[at + from] - from);
        } else {
            for (int64_t from = at; from < stop; from++) put(out, run + from, 1);
        }
        at = stop;
    }
}

static int is_han(uint16_t letter) { return letter >= FIRST && letter <= LAST; }

/* The terms of `text` [length], each with a 0 after it: the words of its runs of Han characters outside of `spans`
   (`span_count` pairs of ascending places); with `search`, also the shorter words inside them, and, with BIGRAM before
   each, all pairs of neighbouring Han characters. `room` for 12 * length terms of text is enough. Returns the length
   of what was written, or -1 without memory. */
EXPORT int64_t zw_cut(const Lexicon *lexicon, const uint16_t *text, int64_t length, const int32_t *spans,
                      int64_t span_count, int search, uint16_t *room)
{
    Out out = {room, 0};
    double *ahead = malloc((size_t)(length + 1) * (sizeof *ahead + sizeof(int64_t) + 4));
    if (!ahead) return -1;
    int64_t *ends = (int64_t *)(ahead + length + 1);
    uint8_t *back = (uint8_t *)(ends + length + 1);
    int64_t at = 0;
    for (int64_t span = 0; span <= span_count; span++) {
        int64_t stop = span < span_count ? spans[2 * span] : length;
        while (at < stop) {
            int64_t from = at;
            while (at < stop && is_han(text[at])) at++;
            if (at > from) cut_run(lexicon, text + from, at - from, ahead, ends, back, &out);
            while (at < stop && !is_han(text[at])) at++;
        }
        if (span < span_count) at = spans[2 * span + 1];
    }
    int64_t words = search ? out.length : 0;
    for (int64_t from = 0, end; from < words; from = end + 1) {
        for (end = from; room[end]; end++) {}
        for (int64_t size = 2; size < 4; size++)
            for (int64_t inner = from; end - from > size && inner + size <= end; inner++)
                if (is_word(lexicon, room + inner, size)) put(&out, room + inner, size);
    }
    for (int64_t place = 0; search && place + 1 < length; place++)
        if (is_han(text[place]) && is_han(text[place + 1])) {
            uint16_t pair[3] = {BIGRAM, text[place], text[place + 1]};
            put(&out, pair, 3);
        }
    free(ahead);
    return out.length;
}
