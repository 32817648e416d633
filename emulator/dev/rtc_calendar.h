/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Time and date of the RTC, and their BCD registers. Pure: no device, no clock. */
#ifndef EMULATOR_DEV_RTC_CALENDAR_H
#define EMULATOR_DEV_RTC_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

typedef struct RtcCalendar {
    uint8_t second, minute, hour; /* hour 0..23 whatever the format */
    uint8_t day, month, year;     /* 1..31, 1..12, 0..99 */
    uint8_t weekday;              /* 1 Monday .. 7 Sunday */
} RtcCalendar;

/* One second on; true when the year goes from 99 to 0. */
bool rtc_advance(RtcCalendar* c);
/* One hour on or back, the date untouched. Back from hour 0: nothing. */
void rtc_add_hour(RtcCalendar* c);
void rtc_subtract_hour(RtcCalendar* c);

/* RTC_TR; AM_PM: CR.FMT. */
uint32_t rtc_time(const RtcCalendar* c, bool am_pm);
void rtc_set_time(RtcCalendar* c, uint32_t tr, bool am_pm);
/* RTC_DR. */
uint32_t rtc_date(const RtcCalendar* c);
void rtc_set_date(RtcCalendar* c, uint32_t dr);
/* Are all fields in their range? */
bool rtc_valid(const RtcCalendar* c);

/* Does RTC_ALRMxR match, sub-seconds aside? */
bool rtc_alarm_matches(const RtcCalendar* c, uint32_t alarm, bool am_pm);

#endif
