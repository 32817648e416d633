/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The RTC's calendar: see rtc_calendar.h.
 * Facts: ST's SVD (TR, DR, ALRMxR). Every year divisible by 4 is a leap year, as 2000 to 2099 are.
 */
#include "qemu/osdep.h"

#include "emulator/dev/rtc_calendar.h"

enum {
    PM = 1 << 22,
    TIME_BITS = 0x7f7f7f,
    ALARM_WEEKDAY = 1 << 30,
    MASK_SECONDS = 1 << 7,
    MASK_MINUTES = 1 << 15,
    MASK_HOURS = 1 << 23,
};
#define MASK_DATE (1u << 31)

static uint32_t to_bcd(unsigned value) {
    return value / 10 << 4 | value % 10;
}

static uint8_t from_bcd(uint32_t bcd) {
    return (bcd >> 4) * 10 + (bcd & 0xf);
}

static unsigned days_in_month(const RtcCalendar* c) {
    static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    if (c->month < 1 || c->month > 12) {
        return 31;
    }
    return days[c->month - 1] + (c->month == 2 && c->year % 4 == 0);
}

static bool next_day(RtcCalendar* c) {
    c->weekday = c->weekday >= 7 ? 1 : c->weekday + 1;
    if (c->day++ < days_in_month(c)) {
        return false;
    }
    c->day = 1;
    if (c->month++ < 12) {
        return false;
    }
    c->month = 1;
    if (c->year++ < 99) {
        return false;
    }
    c->year = 0;
    return true;
}

bool rtc_advance(RtcCalendar* c) {
    if (c->second++ < 59) {
        return false;
    }
    c->second = 0;
    if (c->minute++ < 59) {
        return false;
    }
    c->minute = 0;
    if (c->hour++ < 23) {
        return false;
    }
    c->hour = 0;
    return next_day(c);
}

void rtc_add_hour(RtcCalendar* c) {
    c->hour = (c->hour + 1) % 24;
}

void rtc_subtract_hour(RtcCalendar* c) {
    c->hour -= c->hour > 0;
}

uint32_t rtc_time(const RtcCalendar* c, bool am_pm) {
    uint32_t low = to_bcd(c->minute) << 8 | to_bcd(c->second);
    unsigned hour = c->hour % 12;

    if (!am_pm) {
        return to_bcd(c->hour) << 16 | low;
    }
    return to_bcd(hour == 0 ? 12 : hour) << 16 | (c->hour >= 12 ? PM : 0) | low;
}

void rtc_set_time(RtcCalendar* c, uint32_t tr, bool am_pm) {
    c->second = from_bcd(tr & 0x7f);
    c->minute = from_bcd(tr >> 8 & 0x7f);
    c->hour = from_bcd(tr >> 16 & 0x3f);
    if (am_pm) {
        c->hour = c->hour % 12 + (tr & PM ? 12 : 0);
    }
}

uint32_t rtc_date(const RtcCalendar* c) {
    return to_bcd(c->year) << 16 | c->weekday << 13 | to_bcd(c->month) << 8 | to_bcd(c->day);
}

void rtc_set_date(RtcCalendar* c, uint32_t dr) {
    c->day = from_bcd(dr & 0x3f);
    c->month = from_bcd(dr >> 8 & 0x1f);
    c->weekday = dr >> 13 & 7;
    c->year = from_bcd(dr >> 16 & 0xff);
}

bool rtc_valid(const RtcCalendar* c) {
    return c->second < 60 && c->minute < 60 && c->hour < 24 && c->month >= 1 && c->month <= 12 &&
           c->day >= 1 && c->day <= days_in_month(c) && c->weekday >= 1 && c->year < 100;
}

static bool date_matches(const RtcCalendar* c, uint32_t alarm) {
    if (alarm & ALARM_WEEKDAY) {
        return (alarm >> 24 & 0xf) == c->weekday;
    }
    return (alarm >> 24 & 0x3f) == to_bcd(c->day);
}

bool rtc_alarm_matches(const RtcCalendar* c, uint32_t alarm, bool am_pm) {
    uint32_t differs = (rtc_time(c, am_pm) ^ alarm) & TIME_BITS;

    return (alarm & MASK_SECONDS || !(differs & 0xff)) &&
           (alarm & MASK_MINUTES || !(differs & 0xff00)) &&
           (alarm & MASK_HOURS || !(differs & 0xff0000)) &&
           (alarm & MASK_DATE || date_matches(c, alarm));
}
