namespace NormGen.CodeModel.Formulas.Terms;

/// <summary>What C#'s rules of conversion look at in a constant: whether it is zero, which converts to any enum, and which integer types an integer fits.</summary>
[Flags]
internal enum ConstantClass
{
    /// <summary>Nothing of it.</summary>
    None = 0,

    /// <summary>It is a constant.</summary>
    Constant = 1,

    /// <summary>Zero, of any type.</summary>
    Zero = 1 << 1,

    /// <summary>From -128 to 127.</summary>
    SByte = 1 << 2,

    /// <summary>From 0 to 255.</summary>
    Byte = 1 << 3,

    /// <summary>From -32768 to 32767.</summary>
    Int16 = 1 << 4,

    /// <summary>From 0 to 65535.</summary>
    UInt16 = 1 << 5,

    /// <summary>From -2^31 to 2^31 - 1.</summary>
    Int32 = 1 << 6,

    /// <summary>From 0 to 2^32 - 1.</summary>
    UInt32 = 1 << 7,

    /// <summary>From 0 on.</summary>
    UInt64 = 1 << 8,
}
