using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NormGen.CodeModel.Modules;

/// <summary>A value that a constructor puts into a member.</summary>
/// <param name="Value">The expression.</param>
/// <param name="Scope">What is known of the parameters and locals it names.</param>
/// <param name="IsConditional">Whether it may be skipped.</param>
/// <param name="IsRepeated">Whether it stands in a loop.</param>
internal sealed record Creation(IOperation Value, ConstructorScope Scope, bool IsConditional, bool IsRepeated)
{
    /// <summary>The name it is given in a list, <c>*</c> in place of what is known at run time only; null where it has the number of its place.</summary>
    public string? Name { get; init; }

    /// <summary>What is added to it while it stands in a local.</summary>
    public IReadOnlyList<Creation> Added { get; init; } = [];

    /// <summary>What is added to the list in the local that the value is.</summary>
    public IReadOnlyList<Creation> AddedInLocal => ModuleSequence.Bare(Value) is ILocalReferenceOperation { Local: var local } ? Scope.ItemsOf(local) : [];

    /// <summary>Whether it may be made any number of times.</summary>
    public bool IsLoose => IsConditional || IsRepeated;
}

/// <summary><c>register_module</c>, <c>add_module</c> or <c>register_parameter</c> in a constructor.</summary>
/// <param name="Name">The name, <c>*</c> in place of what is known at run time only; null where nothing of it is known.</param>
/// <param name="Item">What is registered.</param>
/// <param name="IsParameter">Whether it is a parameter.</param>
internal sealed record Registration(string? Name, Creation Item, bool IsParameter);

/// <summary>A parameter of a submodule that a constructor replaces: <c>head.weight = embedding.weight</c>.</summary>
/// <param name="Module">The expression of the submodule.</param>
/// <param name="Parameter">The parameter's name.</param>
/// <param name="Item">The new parameter.</param>
internal sealed record Replacement(IOperation? Module, string Parameter, Creation Item);
