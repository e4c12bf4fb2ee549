namespace NormGen.CodeModel.Roles;

/// <summary>What <c>forward</c> does with a parameter of its own, element by element.</summary>
[Flags]
internal enum ElementUse
{
    /// <summary>It is not used, or not seen to be.</summary>
    None = 0,

    /// <summary>It multiplies or divides.</summary>
    Factor = 1,

    /// <summary>It is added, or stands beside other elements.</summary>
    Term = 2,

    /// <summary>What it multiplies is added to something else: it scales a branch.</summary>
    Branch = 4,

    /// <summary>Anything else.</summary>
    Other = 8,
}
