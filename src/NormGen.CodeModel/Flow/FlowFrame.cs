using Microsoft.CodeAnalysis;

namespace NormGen.CodeModel.Flow;

/// <summary>The state of one method that is being followed.</summary>
/// <param name="self">What <c>this</c> is; null in a static method.</param>
/// <param name="depth">How many calls deep.</param>
internal sealed class FlowFrame(ModuleValue? self, int depth)
{
    /// <summary>What <c>this</c> is.</summary>
    public ModuleValue? Self { get; } = self;

    /// <summary>How many calls deep.</summary>
    public int Depth { get; } = depth;

    /// <summary>Parameters and locals.</summary>
    public Dictionary<ISymbol, FlowValue> Variables { get; set; } = new(SymbolEqualityComparer.Default);

    /// <summary>Results so far.</summary>
    public List<FlowValue> Returns { get; } = [];

    /// <summary>Variables of loops that stand for a later round.</summary>
    public HashSet<ISymbol> LaterRounds => field ??= new(SymbolEqualityComparer.Default);

    /// <summary>Receivers of <c>?.</c></summary>
    public Stack<FlowValue> Receivers => field ??= new();

    /// <summary>A copy of the variables.</summary>
    public Dictionary<ISymbol, FlowValue> Snapshot() => new(Variables, SymbolEqualityComparer.Default);
}
