namespace NormGen.Optimizers;

/// <summary>A parameter group that may know the names of its parameters, for messages.</summary>
internal interface INamedGroup
{
    /// <summary>One name a parameter, or null.</summary>
    IReadOnlyList<string>? Names { get; }
}
