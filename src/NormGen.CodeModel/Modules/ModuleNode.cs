using Microsoft.CodeAnalysis;

namespace NormGen.CodeModel.Modules;

/// <summary>One module of a model, or all modules at the indices of one list: a node of the tree that <c>named_parameters()</c> walks at run time.</summary>
/// <remarks>Holds symbols: lives while one compilation is read, never in a pipeline.</remarks>
/// <param name="parent">The module that registers it, or null for the model.</param>
/// <param name="name">Its name there, <c>*</c> for any index of a list.</param>
/// <param name="type">Its type, as exact as the constructors tell.</param>
/// <param name="kind">What it does.</param>
public sealed class ModuleNode(ModuleNode? parent, string name, ITypeSymbol type, ModuleKind kind)
{
    /// <summary>The module that registers it, or null for the model.</summary>
    public ModuleNode? Parent { get; } = parent;

    /// <summary>Its name in its parent; of a plain array or list whose items are registered one by one, empty.</summary>
    public string Name { get; } = name;

    /// <summary>Its type.</summary>
    public ITypeSymbol Type { get; } = type;

    /// <summary>What it does.</summary>
    public ModuleKind Kind { get; } = kind;

    /// <summary>The field or property of a class in source that holds it, or null.</summary>
    public ISymbol? Member { get; set; }

    /// <summary>Whether it exists: null where it may stay unset.</summary>
    public bool? Exists { get; set; } = true;

    /// <summary>The expressions that make it: none where the type alone is known, several where constructors differ.</summary>
    public IReadOnlyList<IOperation> Creations { get; set; } = [];

    /// <summary>For any number of modules: how many, as far as the loop or range tells that makes them.</summary>
    public Fact Count { get; set; }

    /// <summary>The arguments of its constructor by parameter name.</summary>
    public Dictionary<string, Fact> Arguments { get; internal set; } = [];

    /// <summary>Its submodules in the order of registration.</summary>
    public List<ModuleNode> Children { get; } = [];

    /// <summary>Its own parameters in the order of registration.</summary>
    public List<ParameterNode> Parameters { get; } = [];

    /// <summary>Its submodules by the field or property that holds them.</summary>
    public Dictionary<ISymbol, ModuleNode> ChildrenByMember => field ??= new(SymbolEqualityComparer.Default);

    /// <summary>Its parameters by the field or property that holds them.</summary>
    public Dictionary<ISymbol, ParameterNode> ParametersByMember => field ??= new(SymbolEqualityComparer.Default);

    /// <summary>The name in <c>named_modules()</c>, a list index written as <c>*</c>.</summary>
    public string Path => Parent is null ? "" : Parent.Path.Length == 0 ? Name : Name.Length == 0 ? Parent.Path : Parent.Path + "." + Name;

    /// <summary>Whether it stands for any number of modules.</summary>
    public bool IsAny => Name.Contains("*");

    /// <summary>The child of that name, or null.</summary>
    public ModuleNode? Child(string child)
    {
        foreach (var node in Children)
        {
            if (node.Name == child) return node;
        }

        return null;
    }

    /// <summary>The parameter of that name, or null.</summary>
    public ParameterNode? Parameter(string parameter)
    {
        foreach (var node in Parameters)
        {
            if (node.Name == parameter) return node;
        }

        return null;
    }

    /// <summary>An argument of its constructor.</summary>
    public Fact Argument(string argument) => Arguments.TryGetValue(argument, out var fact) ? fact : Fact.Unknown;

    /// <summary>The model that it belongs to.</summary>
    public ModuleNode Root => Parent is null ? this : Parent.Root;

    /// <summary>The module, its submodules, theirs, and so on.</summary>
    public IEnumerable<ModuleNode> SelfAndDescendants()
    {
        yield return this;
        foreach (var child in Children)
        {
            foreach (var node in child.SelfAndDescendants()) yield return node;
        }
    }

    /// <summary>All parameters in the order of registration.</summary>
    public IEnumerable<ParameterNode> AllParameters() => SelfAndDescendants().SelectMany(node => node.Parameters);

    /// <inheritdoc/>
    public override string ToString() => Path.Length == 0 ? Type.Name : Path + ": " + Type.Name;
}
