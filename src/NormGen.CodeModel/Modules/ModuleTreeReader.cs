using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Modules;

/// <summary>Builds the tree of modules: the members of a class as <c>RegisterComponents</c> would find them.</summary>
/// <param name="source">Operations of the compilation.</param>
/// <param name="complaints">Where what cannot be seen goes.</param>
internal sealed class ModuleTreeReader(SourceOperations source, List<ModuleComplaint> complaints)
{
    private const int DeepestModule = 24;

    /// <summary>Adds the members of a module whose class stands in source.</summary>
    public void ReadMembers(ModuleNode module, IObjectCreationOperation? creation, ConstructorScope? scope)
    {
        source.Token.ThrowIfCancellationRequested();
        if (module.Type is not INamedTypeSymbol type) return;
        var facts = ConstructorReader.Read(source, type, creation, scope);
        foreach (var field in HeldFields.Of(type, source.Compilation)) ReadField(module, field, facts);

        foreach (var registration in facts.Registrations) ReadRegistration(module, registration, facts);
        if (module.Kind == ModuleKind.Placement) PlacementMembers.AddTo(module, source.Compilation);
        if (module.Kind == ModuleKind.Stack) StackMembers.AddTo(module, source.Compilation);
        if (module.Kind == ModuleKind.Custom) QKNormMembers.AddTo(module, source.Compilation);
        ModuleTies.Apply(module, facts);
    }

    /// <summary>Makes the submodule that a member, or a place in a list, holds.</summary>
    /// <param name="parent">The module that registers it, or null for a model that is no class of its own.</param>
    /// <param name="name">The name there.</param>
    /// <param name="declared">The declared type.</param>
    /// <param name="values">What the constructors put there.</param>
    /// <param name="member">The member, for complaints and stated roles.</param>
    /// <param name="added">What is added to it where it is a list.</param>
    public ModuleNode ReadModule(ModuleNode? parent, string name, ITypeSymbol declared, IReadOnlyList<Creation> values, ISymbol? member, IReadOnlyList<Creation>? added = null)
    {
        var alternatives = Alternatives.Of(values, source);
        var typed = alternatives.FindAll(static value => value.Value.Type is { } made && KnownModules.IsModule(made) && !KnownModules.IsModuleBase(made));
        var isOneType = AreOfOneType(typed);
        var type = isOneType && typed.Count > 0 ? typed[0].Value.Type! : declared;
        var kind = isOneType ? ModuleClasses.KindOf(type) : ModuleKind.Unknown;
        var node = new ModuleNode(parent, name, type, kind) { Member = member, Creations = typed.ConvertAll(static value => value.Value) };
        parent?.Children.Add(node);
        if (node.IsAny && values is [{ IsRepeated: true } repeated]) node.Count = Repetition.Of(repeated);
        if (alternatives.Count > typed.Count || alternatives.Exists(static value => value.IsConditional)) node.Exists = null;
        if (Depth(node) > DeepestModule) return node;

        var only = typed.Count == 1 ? typed[0] : null;
        ReadArguments(node, typed);
        switch (kind)
        {
            case ModuleKind.Custom or ModuleKind.Placement or ModuleKind.Stack when Encloses(node):
                Complain(node, $"holds its own class {type.Name} again: the depth is not known");
                break;
            case ModuleKind.Custom or ModuleKind.Placement or ModuleKind.Stack:
                ReadMembers(node, only?.Value as IObjectCreationOperation, only?.Scope);
                break;
            case ModuleKind.List or ModuleKind.Sequential:
                new ModuleListReader(this, source).Read(node, typed, [.. added ?? [], .. typed.SelectMany(value => value.Added)]);
                break;
            case ModuleKind.Unknown when !isOneType:
                Complain(node, $"may be {string.Join(" or ", typed.Select(value => value.Value.Type!).Distinct<ITypeSymbol>(SymbolEqualityComparer.Default).Select(made => made.Name).OrderBy(text => text, StringComparer.Ordinal))}: the parameters are not known");
                break;
            case ModuleKind.Unknown:
                Complain(node, KnownModules.IsModuleBase(type) || type.IsAbstract ? $"has the type {type.Name} and no constructor tells which module it holds" : $"has the type {type.Name} of another assembly, whose parameters cannot be seen");
                break;
            default:
                KnownParameters.AddTo(node);
                break;
        }

        return node;
    }

    /// <summary>Notes that a module cannot be seen.</summary>
    public void Complain(ModuleNode node, string reason)
    {
        var place = node;
        while (place is { Member: null, Parent: not null }) place = place.Parent;
        complaints.Add(new(place.Parent ?? place, place.Member, node.Path, reason));
    }

    private static bool AreOfOneType(List<Creation> made)
    {
        for (var i = 1; i < made.Count; i++)
        {
            if (!SymbolEqualityComparer.Default.Equals(made[i].Value.Type, made[0].Value.Type)) return false;
        }

        return true;
    }

    private static int Depth(ModuleNode node)
    {
        var depth = 0;
        for (var parent = node.Parent; parent is not null; parent = parent.Parent) depth++;
        return depth;
    }

    private static bool Encloses(ModuleNode node)
    {
        for (var parent = node.Parent; parent is not null; parent = parent.Parent)
        {
            if (SymbolEqualityComparer.Default.Equals(parent.Type, node.Type)) return true;
        }

        return false;
    }

    private static void ReadArguments(ModuleNode node, List<Creation> typed)
    {
        foreach (var creation in typed)
        {
            var arguments = creation.Value switch
            {
                IObjectCreationOperation made => made.Arguments,
                IInvocationOperation call => call.Arguments,
                _ => [],
            };
            if (node.Arguments.Count == 0) node.Arguments = new(arguments.Length);
            foreach (var argument in arguments)
            {
                if (argument.Parameter is not { Name: var key }) continue;
                var fact = argument.Parameter.Type is IArrayTypeSymbol ? ArrayFact(argument.Value, creation.Scope) : creation.Scope.FactOf(argument.Value);
                node.Arguments[key] = node.Arguments.TryGetValue(key, out var earlier) && !earlier.IsSameAs(fact) ? Fact.Unknown : fact;
            }
        }
    }

    /// <summary>An array argument counts by its length: <c>LayerNorm(new long[] { h, w })</c> normalizes two axes.</summary>
    private static Fact ArrayFact(IOperation value, ConstructorScope scope) => scope.Unwrap(value) switch
    {
        IArrayCreationOperation { Initializer.ElementValues: { Length: 1 } one } => scope.FactOf(one[0]),
        IArrayCreationOperation { Initializer.ElementValues: var many } => new(null, "axes:" + many.Length),
        ICollectionExpressionOperation { Elements: { Length: 1 } one } => scope.FactOf(one[0]),
        ICollectionExpressionOperation { Elements: var many } => new(null, "axes:" + many.Length),
        _ => Fact.Unknown,
    };

    private void ReadField(ModuleNode module, HeldField field, ConstructorFacts facts)
    {
        var (name, type, member) = (field.Name, field.Type, field.Member);
        if (field.Held is { } held)
        {
            if (facts.Registrations.Count > 0) return;
            var better = KnownModules.IsParameter(held) ? "ParameterList" : $"ModuleList<{held.Name}>";
            complaints.Add(new(module, member, module.Path.Length == 0 ? name : module.Path + "." + name, $"is a plain {type.Name switch { "" => "array", var plain => plain }}: TorchSharp does not register what it holds, so no optimizer would train it; use {better}"));
        }
        else if (KnownModules.IsModule(type))
        {
            module.ChildrenByMember[member] = ReadModule(module, name, type, facts.AssignedTo(member), member, facts.AddedTo(member));
        }
        else
        {
            ReadParameter(module, name, type, member, facts.AssignedTo(member));
        }
    }

    private void ReadParameter(ModuleNode module, string name, ITypeSymbol type, ISymbol member, IReadOnlyList<Creation> values)
    {
        var alternatives = Alternatives.Of(values, source);
        var parameters = alternatives.FindAll(static value => KnownModules.IsParameter(value.Value.Type));
        if (!KnownModules.IsParameter(type) && parameters.Count == 0) return;
        var dimensions = parameters.Select(value => TensorDimensions.Of(value.Value, value.Scope)).Distinct().ToList();
        var parameter = new ParameterNode(module, name)
        {
            Member = member,
            Dimensions = dimensions.Count == 1 ? dimensions[0] : null,
            Exists = parameters.Count == alternatives.Count && parameters.Any(value => !value.IsConditional) ? true : null,
            Start = alternatives.Count == 1 && parameters.Count == 1 ? TensorStart.Of(parameters[0].Value, parameters[0].Scope) : null,
            IsOneNumber = alternatives.Count == 1 && parameters.Count == 1 && TensorStart.IsOneNumber(parameters[0].Value, parameters[0].Scope),
        };
        module.Parameters.Add(parameter);
        module.ParametersByMember[member] = parameter;
    }

    private void ReadRegistration(ModuleNode module, Registration registration, ConstructorFacts facts)
    {
        var (name, item, isParameter) = registration;
        if (Members.OfThis(item.Scope.Unwrap(item.Value)) is { } member && (module.ChildrenByMember.ContainsKey(member) || module.ParametersByMember.ContainsKey(member))) return;
        if (!isParameter && name is not null && RegisteredItems.Find(module, item, facts) is var (holder, items))
        {
            foreach (var alike in items.GroupBy<Creation, ITypeSymbol?>(made => made.Scope.Unwrap(made.Value).Type, SymbolEqualityComparer.Default)) ReadModule(RegisteredItems.ListOf(module, holder), name, alike.Key!, [.. alike.Select(made => made with { IsConditional = false })], null);
        }
        else if (name is null)
        {
            complaints.Add(new(module, module.Member, module.Path, $"registers {(isParameter ? "parameters" : "modules")} under names that are made at run time"));
        }
        else if (isParameter)
        {
            module.Parameters.Add(new(module, name) { Dimensions = TensorDimensions.Of(item.Value, item.Scope), Exists = item.IsConditional ? null : true });
        }
        else if (item.Value.Type is { } type)
        {
            ReadModule(module, name, item.Scope.Unwrap(item.Value).Type ?? type, [item], null);
        }
    }
}
