namespace NormGen.Generators.Testing.Random;

/// <summary>Where the result of a drawn formula goes.</summary>
internal enum ResultMemory
{
    /// <summary>Into a new tensor.</summary>
    Own,

    /// <summary>Into x.</summary>
    OfArgument,

    /// <summary>Into x, beside another result that is new.</summary>
    OfArgumentBesideAnother,
}
