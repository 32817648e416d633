/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a person sees and touches on the STM32H573I-DK: the blue button and four LEDs.
 * Facts: fact sheet 9.4: button on PC13, high while pressed; LEDs green PI9, orange PI8, red PF1,
 * blue PF4, lit by a low output.
 * Left out: the display, the reset button (system_reset, or the mailbox's pin), the BOOT0 switch.
 */
#include "qemu/osdep.h"

#include "emulator/soc/panel.h"

#include "emulator/dev/gpio.h"
#include "qapi/error.h"

enum { PORT_C = 2, PORT_F = 5, PORT_I = 8, BUTTON_PIN = 13 };

static bool wired;
static bool pressed;

static void drive_button(void) {
    h573_pin_drive(PORT_C, BUTTON_PIN, pressed ? H573_DRIVE_HIGH : H573_DRIVE_LOW);
}

static bool get_button(Object* machine, Error** errp) {
    return pressed;
}

static void set_button(Object* machine, bool value, Error** errp) {
    pressed = value;
    if (wired) {
        drive_button();
    }
}

static bool lit(unsigned port, unsigned pin) {
    return wired && h573_pin_is_low_output(port, pin);
}

static bool get_green(Object* machine, Error** errp) {
    return lit(PORT_I, 9);
}
static bool get_orange(Object* machine, Error** errp) {
    return lit(PORT_I, 8);
}
static bool get_red(Object* machine, Error** errp) {
    return lit(PORT_F, 1);
}
static bool get_blue(Object* machine, Error** errp) {
    return lit(PORT_F, 4);
}

void h573_panel_properties(ObjectClass* machine) {
    object_class_property_add_bool(machine, "button", get_button, set_button);
    object_class_property_set_description(machine, "button", "the blue button (PC13) is pressed");
    object_class_property_add_bool(machine, "led-green", get_green, NULL);
    object_class_property_add_bool(machine, "led-orange", get_orange, NULL);
    object_class_property_add_bool(machine, "led-red", get_red, NULL);
    object_class_property_add_bool(machine, "led-blue", get_blue, NULL);
}

void h573_panel_wire(void) {
    wired = true;
    drive_button();
}
