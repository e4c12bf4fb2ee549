using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.Flow;

/// <summary>What an expression of <c>forward</c> evaluates to.</summary>
internal abstract record FlowValue
{
    /// <summary>Nothing that holds a tensor, and not known.</summary>
    public static PlainValue Plain { get; } = new(Fact.Unknown);

    /// <summary>All tensors inside.</summary>
    public virtual IEnumerable<FlowNode> Tensors => [];

    /// <summary>Whether a module is inside, so that code that takes it may use any of its parameters.</summary>
    public virtual bool HoldsModule => false;
}

/// <summary>A tensor.</summary>
internal sealed record TensorValue(FlowNode Node) : FlowValue
{
    public override IEnumerable<FlowNode> Tensors => [Node];
}

/// <summary>A module of the model.</summary>
internal sealed record ModuleValue(ModuleNode Module, bool IsOtherIndex) : FlowValue
{
    public override bool HoldsModule => true;
}

/// <summary>A tuple, array or list of values.</summary>
internal sealed record ManyValue(ImmutableArray<FlowValue> Items) : FlowValue
{
    public override IEnumerable<FlowNode> Tensors => Items.SelectMany(item => item.Tensors);

    public override bool HoldsModule => Items.Any(item => item.HoldsModule);
}

/// <summary>An array of unknown length whose items are all made alike, such as the result of <c>chunk</c>.</summary>
internal sealed record AlikeValue(FlowNode Item) : FlowValue
{
    public override IEnumerable<FlowNode> Tensors => [Item];
}

/// <summary>A number, size, flag or anything else without a tensor.</summary>
/// <param name="Fact">Its value, as far as known.</param>
/// <param name="Dimension">The axis of a tensor whose size it is, or null.</param>
internal sealed record PlainValue(Fact Fact, int? Dimension = null) : FlowValue;

/// <summary>A function: a lambda or a method group.</summary>
internal sealed record FunctionValue(IOperation Body) : FlowValue
{
    public override bool HoldsModule => true;
}
