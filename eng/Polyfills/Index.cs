namespace System;

/// <summary>Lets list patterns compile for netstandard2.0.</summary>
internal readonly struct Index(int value, bool fromEnd = false)
{
    /// <summary>The position from the start of a sequence of that length.</summary>
    public int GetOffset(int length) => fromEnd ? length - value : value;

    /// <summary>A position from the start.</summary>
    public static implicit operator Index(int value) => new(value);
}
