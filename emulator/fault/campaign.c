/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads the flat text of a campaign: see campaign.h. */
#include "emulator/fault/campaign.h"

#include "qemu/error-report.h"

const char* const fault_model_names[FAULT_MODELS] = {
    "skip",   "nop",   "result", "result-bit", "register", "register-bit",
    "branch", "flags", "fetch",  "load",       "counter",  "pair",
};

bool fault_in_ranges(const FaultRanges* ranges, uint32_t address) {
    for (unsigned i = 0; i < ranges->count; i++) {
        if (address >= ranges->range[i].first && address < ranges->range[i].end) {
            return true;
        }
    }
    return false;
}

static G_NORETURN void refuse(const char* line) {
    error_report("fault campaign: cannot use the line '%s'", line);
    exit(1);
}

static uint64_t number(char** words, unsigned index, const char* line) {
    char* end = NULL;
    uint64_t value = words[index] ? strtoull(words[index], &end, 0) : 0;

    if (!end || end == words[index] || *end) {
        refuse(line);
    }
    return value;
}

static void add_range(FaultRanges* ranges, char** words, const char* line) {
    if (ranges->count + 1 == FAULT_RANGES_MAX) {
        refuse(line);
    }
    ranges->range[ranges->count++] = (FaultRange){number(words, 1, line), number(words, 2, line)};
}

static unsigned model_number(const char* name, const char* line) {
    for (unsigned i = 0; i < FAULT_MODELS; i++) {
        if (g_strcmp0(name, fault_model_names[i]) == 0) {
            return i;
        }
    }
    refuse(line);
}

static void read_only_case(FaultCampaign* c, char** words, const char* line) {
    if (g_strv_length(words) != 4) {
        refuse(line);
    }
    c->only = true;
    c->only_site = number(words, 1, line);
    c->only_model = model_number(words[2], line);
    c->only_variant = number(words, 3, line);
}

static bool read_plain(FaultCampaign* c, char** words, const char* line) {
    const char* name = words[0];
    uint64_t value;

    if (!words[1] || words[2]) {
        return false;
    }
    value = number(words, 1, line);
    if (g_str_equal(name, "start")) {
        c->start = value;
    } else if (g_str_equal(name, "start-hit")) {
        c->start_hit = value;
    } else if (g_str_equal(name, "stop")) {
        c->stop = value;
    } else if (g_str_equal(name, "end")) {
        c->end = value;
    } else if (g_str_equal(name, "limit")) {
        c->limit = value;
    } else if (g_str_equal(name, "patience")) {
        c->patience = value;
    } else if (g_str_equal(name, "level")) {
        c->level = value;
    } else if (g_str_equal(name, "word")) {
        c->word = value;
    } else if (g_str_equal(name, "why")) {
        c->why = value;
    } else if (g_str_equal(name, "hits")) {
        c->hits = value;
    } else if (g_str_equal(name, "registers")) {
        c->registers = value;
    } else if (g_str_equal(name, "window")) {
        c->window = value;
    } else if (g_str_equal(name, "whole")) {
        c->whole = value;
    } else if (g_str_equal(name, "sample")) {
        c->sample = value;
    } else if (g_str_equal(name, "seed")) {
        c->seed = value;
    } else {
        return false;
    }
    return true;
}

static void read_line(FaultCampaign* c, const char* line) {
    g_auto(GStrv) words = g_strsplit(line, " ", 0);

    if (g_str_equal(words[0], "code")) {
        add_range(&c->code, words, line);
    } else if (g_str_equal(words[0], "success")) {
        add_range(&c->success, words, line);
    } else if (g_str_equal(words[0], "keys")) {
        add_range(&c->keys, words, line);
    } else if (g_str_equal(words[0], "ignore")) {
        add_range(&c->ignored, words, line);
    } else if (g_str_equal(words[0], "worker")) {
        c->worker = number(words, 1, line);
        c->workers = number(words, 2, line);
    } else if (g_str_equal(words[0], "record")) {
        c->record =
            (FaultRecord){number(words, 1, line), number(words, 2, line), number(words, 3, line),
                          number(words, 4, line), number(words, 5, line), number(words, 6, line)};
    } else if (g_str_equal(words[0], "model")) {
        c->models |= 1u << model_number(words[1], line);
    } else if (g_str_equal(words[0], "only")) {
        read_only_case(c, words, line);
    } else if (!read_plain(c, words, line)) {
        refuse(line);
    }
}

FaultCampaign* fault_campaign_read(const char* file) {
    FaultCampaign* c = g_new0(FaultCampaign, 1);
    g_autofree char* text = NULL;
    g_auto(GStrv) lines = NULL;

    if (!g_file_get_contents(file, &text, NULL, NULL)) {
        error_report("fault campaign: cannot read %s", file);
        exit(1);
    }
    *c = (FaultCampaign){.start_hit = 1,
                         .limit = 100000000,
                         .patience = 100000,
                         .level = 3,
                         .hits = 3,
                         .registers = 0x7fff,
                         .window = 16,
                         .workers = 1};
    lines = g_strsplit(text, "\n", 0);
    for (unsigned i = 0; lines[i]; i++) {
        if (*lines[i] && *lines[i] != '#') {
            read_line(c, lines[i]);
        }
    }
    if (c->workers == 0 || c->worker >= c->workers || c->start == 0) {
        refuse(c->start == 0 ? "start" : "worker");
    }
    return c;
}
