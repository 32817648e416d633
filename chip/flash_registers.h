// SPDX-License-Identifier: Apache-2.0
// Registers of the flash interface, through the secure alias (fact sheet 2.2 to 2.5), except the
// non-secure controller, which works on non-secure sectors and answers through its own alias.
#pragma once

#include "chip/memory.h"
#include "chip/register.h"

namespace chip::flash {

inline constexpr std::uint32_t kBase = kPeripheralSecure + 0x0002'2000;
inline constexpr std::uint32_t kNonSecureBase = kPeripheralNonSecure + 0x0002'2000;

using OperationStatus = Register<kBase + 0x18, Access::kReadOnly>;  // what a reset interrupted
using OptionControl = Register<kBase + 0x1C>;
using PrivConfig = Register<kBase + 0x3C>;
using ObkKey = Register<kBase + 0x14, Access::kWriteOnly>;  // secure
using ObkConfig = Register<kBase + 0x44>;                   // secure
using HdpExtension = Register<kBase + 0x48>;
using SecBlock1 = RegisterArray<kBase + 0xA0, 4>;
using SecBlock2 = RegisterArray<kBase + 0x1A0, 4>;
using PrivBlock1 = RegisterArray<kBase + 0xC0, 4>;
using PrivBlock2 = RegisterArray<kBase + 0x1C0, 4>;
using EccDetected = Register<kBase + 0x104>;

using HdpExtension1 = Field<HdpExtension, 0, 7>;
using HdpExtension2 = Field<HdpExtension, 16, 7>;

inline constexpr auto kSecurePrivileged = PrivConfig::bit(0);
inline constexpr auto kNonSecurePrivileged = PrivConfig::bit(1);

using EccAddress = Field<EccDetected, 0, 16>;  // in units of 16 bytes (user flash, OBKeys)
inline constexpr auto kEccObk = EccDetected::bit(20);
inline constexpr auto kEccEdata = EccDetected::bit(21);
inline constexpr auto kEccBank2 = EccDetected::bit(22);
inline constexpr auto kEccSystem = EccDetected::bit(23);
inline constexpr auto kEccOtp = EccDetected::bit(24);
inline constexpr auto kEccFlag = EccDetected::bit(31);  // written 1 to clear

// Option bytes as loaded (the _CUR registers).
using OptionStatus = Register<kBase + 0x50, Access::kReadOnly>;
using OptionStatus2 = Register<kBase + 0x70, Access::kReadOnly>;
using NonSecureBoot = Register<kBase + 0x80, Access::kReadOnly>;
using SecureBoot = Register<kBase + 0x88, Access::kReadOnly>;
using OtpLock = Register<kBase + 0x90, Access::kReadOnly>;
using SecWatermark1 = Register<kBase + 0xE0, Access::kReadOnly>;
using WriteProtect1 = Register<kBase + 0xE8, Access::kReadOnly>;
using Hdp1 = Register<kBase + 0xF8, Access::kReadOnly>;
using SecWatermark2 = Register<kBase + 0x1E0, Access::kReadOnly>;
using WriteProtect2 = Register<kBase + 0x1E8, Access::kReadOnly>;
using Hdp2 = Register<kBase + 0x1F8, Access::kReadOnly>;

// One of the two controllers: key, status, control, clear.
template <std::uint32_t kKeyAt, std::uint32_t kStatusAt, std::uint32_t kControlAt,
          std::uint32_t kClearAt>
struct Controller {
    using Key = Register<kKeyAt, Access::kWriteOnly>;
    using Status = Register<kStatusAt, Access::kReadOnly>;
    using Control = Register<kControlAt>;
    using Clear = Register<kClearAt, Access::kWriteOnly>;

    static constexpr auto kLock = Control::bit(0);
    static constexpr auto kProgram = Control::bit(1);
    static constexpr auto kSectorErase = Control::bit(2);
    static constexpr auto kStart = Control::bit(5);
    using Sector = Field<Control, 6, 7>;
    static constexpr auto kBank2 = Control::bit(31);

    static constexpr auto kBusy = Status::bit(0) | Status::bit(1) | Status::bit(3);
    static constexpr auto kProtection = Status::bit(17);
    static constexpr auto kErrors = Bits<Status>{0x007E'0000};
    static constexpr std::uint32_t kClearAll = 0x007F'0000;
};

using SecureController = Controller<kBase + 0x08, kBase + 0x24, kBase + 0x2C, kBase + 0x34>;
using NonSecureController = Controller<kNonSecureBase + 0x04, kNonSecureBase + 0x20,
                                       kNonSecureBase + 0x28, kNonSecureBase + 0x30>;

inline constexpr std::uint32_t kKey1 = 0x4567'0123;
inline constexpr std::uint32_t kKey2 = 0xCDEF'89AB;
inline constexpr std::uint32_t kObkKey1 = 0x192A'083B;
inline constexpr std::uint32_t kObkKey2 = 0x6E7F'4C5D;

}  // namespace chip::flash
