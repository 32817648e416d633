/* SPDX-License-Identifier: Apache-2.0 */
/* malloc and free for modules whose manifest has heap_size: first fit over blocks in address order,
 * neighbours joined when one is asked for. A C library's would not be position-independent. */
#include "modules/sdk/src/heap.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

void* malloc(size_t size);
void* calloc(size_t count, size_t size);
void* realloc(void* pointer, size_t size);
void free(void* pointer);

/* `size` counts the header; bit 0 = in use. Blocks lie one behind the other up to heap_end. */
typedef struct Block {
    uint32_t size;
    uint32_t unused;
} Block;

#define IN_USE 1u
#define ALIGNMENT 8u

static char* heap_start;
static char* heap_end;

void sm_heap_set(void* start, void* end) {
    heap_start = (char*)(((uintptr_t)start + ALIGNMENT - 1) & ~(uintptr_t)(ALIGNMENT - 1));
    heap_end = (char*)((uintptr_t)end & ~(uintptr_t)(ALIGNMENT - 1));
    if (heap_start + 2 * sizeof(Block) > heap_end) {
        heap_end = heap_start;
        return;
    }
    ((Block*)heap_start)->size = (uint32_t)(heap_end - heap_start);
}

static Block* next(Block* block) {
    return (Block*)((char*)block + (block->size & ~IN_USE));
}

static void join(Block* block) {
    while ((char*)next(block) < heap_end && (next(block)->size & IN_USE) == 0) {
        block->size += next(block)->size;
    }
}

static void* take(Block* block, uint32_t need) {
    uint32_t rest = block->size - need;
    if (rest >= 2 * sizeof(Block)) {
        block->size = need;
        next(block)->size = rest;
    }
    block->size |= IN_USE;
    return block + 1;
}

void* malloc(size_t size) {
    if (size == 0 || size > (size_t)(heap_end - heap_start)) {
        return NULL;
    }
    uint32_t need = (uint32_t)((size + sizeof(Block) + ALIGNMENT - 1) & ~(ALIGNMENT - 1));
    for (Block* b = (Block*)heap_start; (char*)b < heap_end; b = next(b)) {
        if ((b->size & IN_USE) != 0) {
            continue;
        }
        join(b);
        if (b->size >= need) {
            return take(b, need);
        }
    }
    return NULL;
}

void free(void* pointer) {
    if (pointer != NULL) {
        ((Block*)pointer - 1)->size &= ~IN_USE;
    }
}

void* calloc(size_t count, size_t size) {
    size_t total;
    if (__builtin_mul_overflow(count, size, &total)) {
        return NULL;
    }
    void* pointer = malloc(total);
    if (pointer != NULL) {
        memset(pointer, 0, total);
    }
    return pointer;
}

void* realloc(void* pointer, size_t size) {
    if (pointer == NULL) {
        return malloc(size);
    }
    size_t old = (((Block*)pointer - 1)->size & ~IN_USE) - sizeof(Block);
    if (old >= size) {
        return pointer;
    }
    void* bigger = malloc(size);
    if (bigger != NULL) {
        memcpy(bigger, pointer, old);
        free(pointer);
    }
    return bigger;
}
