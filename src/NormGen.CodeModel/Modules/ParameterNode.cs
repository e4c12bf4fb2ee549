using Microsoft.CodeAnalysis;

namespace NormGen.CodeModel.Modules;

/// <summary>One parameter of a model: a registered name, and what the constructors tell about it.</summary>
/// <param name="owner">The module that registers it.</param>
/// <param name="name">Its name there.</param>
public sealed class ParameterNode(ModuleNode owner, string name)
{
    /// <summary>The module that registers it.</summary>
    public ModuleNode Owner { get; } = owner;

    /// <summary>Its name in its module.</summary>
    public string Name { get; } = name;

    /// <summary>The number of its dimensions, or null.</summary>
    public int? Dimensions { get; set; }

    /// <summary>Whether it exists: null where a constructor argument decides it at run time.</summary>
    public bool? Exists { get; set; } = true;

    /// <summary>The field or property that holds it, or null for a parameter of a module of TorchSharp.</summary>
    public ISymbol? Member { get; set; }

    /// <summary>What all its elements begin with, where that is one constant that a constructor shows.</summary>
    public double? Start { get; set; }

    /// <summary>Whether it is known to have one element.</summary>
    public bool IsOneNumber { get; set; }

    /// <summary>What it is on a residual branch, where it is a learned number of a rule: it trains without decay. Null for any other parameter.</summary>
    public string? Residual { get; set; }

    /// <summary>What its learning rate is multiplied by.</summary>
    public double RateFactor { get; set; } = 1;

    /// <summary>The parameter that a constructor puts in its place (<c>head.weight = embedding.weight</c>), or null.</summary>
    public ParameterNode? TiedTo { get; set; }

    /// <summary>The name in <c>named_parameters()</c>, a list index written as <c>*</c>.</summary>
    public string Path => Owner.Path.Length == 0 ? Name : Owner.Path + "." + Name;

    /// <summary>The parameter itself, or the one it was replaced by.</summary>
    public ParameterNode Representative => TiedTo is null || TiedTo == this ? this : TiedTo.Representative;

    /// <inheritdoc/>
    public override string ToString() => Path;
}
