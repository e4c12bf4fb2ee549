using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Flow;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.Graphs;

/// <summary>The model graph of a module class: its modules as constructors make them, and the data flow of <c>forward</c>. All rules about a class read the same one.</summary>
/// <remarks>Holds symbols: lives as long as the compilation, never in a pipeline.</remarks>
public sealed class ModelGraph
{
    private static readonly ConditionalWeakTable<Compilation, ConcurrentDictionary<ISymbol, Lazy<ModelGraph>>> Known = new();
    private static readonly ConditionalWeakTable<Compilation, ConcurrentDictionary<SyntaxNode, Lazy<ModelGraph>>> KnownInPlace = new();

    private readonly ConcurrentDictionary<ModuleNode, Lazy<FlowGraph?>> flows = new();
    private readonly Lazy<FlowGraph?> whole;

    private ModelGraph(ModuleTree tree)
    {
        Tree = tree;
        whole = new(() => FlowReader.Read(tree, tree.Root, enterModules: true));
    }

    /// <summary>The modules.</summary>
    public ModuleTree Tree { get; }

    /// <summary>The class itself.</summary>
    public ModuleNode Root => Tree.Root;

    /// <summary>The flow of <c>forward</c>, in which a submodule with a body of its own is one step; null where there is no body.</summary>
    public FlowGraph? Flow => FlowOf(Root);

    /// <summary>The flow of <c>forward</c> with the bodies of all submodules; null where there is no body.</summary>
    public FlowGraph? Whole => whole.Value;

    /// <summary>The flow of a submodule's body, which enters none of its own submodules; null where there is no body.</summary>
    public FlowGraph? FlowOf(ModuleNode module) => flows.GetOrAdd(module, node => new(() => Root.Kind is ModuleKind.Unknown || node.Kind is not (ModuleKind.Custom or ModuleKind.Placement or ModuleKind.Stack or ModuleKind.Sequential) ? null : FlowReader.Read(Tree, node, enterModules: false))).Value;

    /// <summary>The graph of a class, made once for a compilation.</summary>
    /// <param name="type">A class that derives from <c>torch.nn.Module</c>.</param>
    /// <param name="compilation">The compilation.</param>
    /// <param name="token">Stops the work before it begins: once begun, it is for all who ask.</param>
    public static ModelGraph Of(INamedTypeSymbol type, Compilation compilation, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        return Known.GetOrCreateValue(compilation).GetOrAdd(type, symbol => new(() => new(ModuleTree.Read((INamedTypeSymbol)symbol, compilation, CancellationToken.None)))).Value;
    }

    /// <summary>The graph of a model that is made in place, as <c>Sequential(..)</c> or <c>new Net(..)</c>, made once for a compilation.</summary>
    /// <param name="creation">The expression that makes it.</param>
    /// <param name="compilation">The compilation.</param>
    /// <param name="token">Stops the work before it begins: once begun, it is for all who ask.</param>
    public static ModelGraph Of(IOperation creation, Compilation compilation, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        return KnownInPlace.GetOrCreateValue(compilation).GetOrAdd(creation.Syntax, _ => new(() => new(ModuleTree.Read(creation, compilation, CancellationToken.None)))).Value;
    }

    /// <summary>The graph of a model whose modules have been read.</summary>
    /// <param name="tree">The modules.</param>
    public static ModelGraph Of(ModuleTree tree) => new(tree);
}
