using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Collections;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.Roles;

/// <summary>Puts every parameter of a model into one role, from types, constructors and data flow.</summary>
public sealed class RoleReader
{
    private readonly ModuleTree tree;
    private readonly ParameterUses uses;
    private readonly HashSet<ParameterNode> heads;
    private readonly HashSet<ParameterNode> sharedHeads;
    private readonly HashSet<ParameterNode> firstLayers;
    private readonly List<RoleRow> rows = [];
    private readonly List<RoleComplaint> complaints = [];

    private RoleReader(ModuleTree tree)
    {
        this.tree = tree;
        uses = new(tree);
        (heads, sharedHeads) = HeadFinder.Find(tree);
        firstLayers = FirstLayerFinder.Find(tree);
    }

    /// <summary>Reads a model class.</summary>
    public static RoleReading Read(INamedTypeSymbol model, Compilation compilation, CancellationToken token)
    {
        var reader = new RoleReader(ModuleTree.Read(model, compilation, token));
        reader.ReadModule(reader.tree.Root);
        foreach (var complaint in reader.tree.Complaints) reader.Complain(complaint);
        return new(reader.rows.ToEquatableArray(), reader.complaints);
    }

    private void ReadModule(ModuleNode module)
    {
        foreach (var parameter in module.Parameters) ReadParameter(parameter);
        switch (module.Kind)
        {
            case ModuleKind.Composite:
                AddBelow(module, StatedRoles.Of(module) ?? Role.Matrix, $"the parameters of {module.Type.Name}, by their dimensions");
                break;
            case ModuleKind.ParameterList when StatedRoles.Of(module) is { } stated:
                AddBelow(module, stated, "[ParameterRole]");
                break;
            case ModuleKind.ParameterList:
                Complain(module.Member, module.Path, $"is a {module.Type.Name}, whose items have unknown dimensions: state their role with [ParameterRole]", Role.Matrix, Role.Embedding);
                break;
            case ModuleKind.Unknown when StatedRoles.Of(module) is { } stated && module.Parent is not null:
                AddBelow(module, stated, "[ParameterRole]");
                break;
        }

        foreach (var child in module.Children) ReadModule(child);
    }

    private void ReadParameter(ParameterNode parameter)
    {
        var first = parameter.Representative;
        var stated = StatedRoles.Of(parameter) ?? TiedTo(first).Select(StatedRoles.Of).FirstOrDefault(role => role is not null);
        if (stated is { } role)
        {
            Add(parameter, role, "[ParameterRole]");
        }
        else if (first.Residual is { } residual)
        {
            // One number, whatever its dimensions; LayerScale has one for each feature.
            Add(parameter, residual.EndsWith("(LayerScale)", StringComparison.Ordinal) ? Role.Vector : Role.Scalar, residual);
        }
        else if (heads.Contains(first) && IsTable(first))
        {
            if (parameter == first) Complain(parameter, "is the table of an embedding and also makes the output: optimizers treat the two differently; state one role with [ParameterRole]", Role.Embedding, Role.Head);
        }
        else if (sharedHeads.Contains(first))
        {
            if (parameter == first) Complain(parameter, "makes the output and is used between hidden activations too: optimizers treat the two differently; state one role with [ParameterRole]", Role.Head, Role.Matrix);
        }
        else if (heads.Contains(first))
        {
            Add(parameter, Role.Head, first.Owner.Kind == ModuleKind.Linear ? "the Linear that makes the output" : "makes the output");
        }
        else if (ByType(first) is var (known, reason))
        {
            Add(parameter, known, reason);
        }
        else if (first.Dimensions is { } dimensions)
        {
            ByDimensions(parameter, first, dimensions);
        }
        else if (uses.Of(first) is { } use)
        {
            Add(parameter, use, Reason(use));
        }
        else
        {
            Complain(parameter, "has a number of dimensions that the constructor does not show: state its role with [ParameterRole]", Role.Matrix, Role.Embedding, Role.Vector);
        }
    }

    private void ByDimensions(ParameterNode parameter, ParameterNode first, int dimensions)
    {
        switch (dimensions)
        {
            case 0:
                Add(parameter, Role.Scalar, uses.ElementsOf(first).HasFlag(ElementUse.Branch) ? "a learned number that scales a residual branch" : "a learned number");
                break;
            case 1:
                Add(parameter, Role.Vector, ReasonOfVector(uses.ElementsOf(first)));
                break;
            case var _ when uses.Of(first) is { } use && (dimensions == 2 || use == Role.Convolution):
                Add(parameter, use, Reason(use));
                break;
            case 2:
                Complain(parameter, "has two dimensions, and forward does not show whether it is multiplied or looked up: state its role with [ParameterRole]", Role.Matrix, Role.Embedding, Role.Head);
                break;
            case > 2 when uses.ElementsOf(first) is not ElementUse.None and var elements && !elements.HasFlag(ElementUse.Other):
                Add(parameter, Role.Vector, $"{dimensions} dimensions, used element by element");
                break;
            default:
                Complain(parameter, $"has {dimensions} dimensions and is no kernel of a convolution: state its role with [ParameterRole]", Role.Vector, Role.Convolution);
                break;
        }
    }

    /// <summary>The role that the type of the owning module decides.</summary>
    private static (Role Role, string Reason)? ByType(ParameterNode parameter) => (parameter.Owner.Kind, parameter.Name) switch
    {
        (ModuleKind.Bilinear, "weight") => (Role.Vector, "the tensor of a Bilinear: more than two dimensions, updated element by element"),
        (ModuleKind.TransposedConvolution, "weight") => (Role.Vector, $"the kernel of a {parameter.Owner.Type.Name}: its first dimension is the input, so it is updated element by element"),
        (ModuleKind.Linear, "weight") => (Role.Matrix, $"a {parameter.Owner.Type.Name} between hidden activations"),
        (ModuleKind.Embedding or ModuleKind.EmbeddingBag, _) => (Role.Embedding, $"the table of an {parameter.Owner.Type.Name}"),
        (ModuleKind.Convolution, "weight") => (Role.Convolution, $"the kernel of a {parameter.Owner.Type.Name}"),
        (ModuleKind.Linear or ModuleKind.Bilinear or ModuleKind.Convolution or ModuleKind.TransposedConvolution, "bias") => (Role.Vector, "a bias"),
        (ModuleKind.LayerNorm or ModuleKind.RootMeanSquareNorm or ModuleKind.OtherNorm or ModuleKind.OfflineNorm or ModuleKind.GroupNorm or ModuleKind.BatchNorm or ModuleKind.InstanceNorm, var name) => (Role.Vector, $"the {(name == "bias" ? "bias" : "gain")} of a {parameter.Owner.Type.Name}"),
        (ModuleKind.FixupBlock, _) => (Role.Convolution, "the kernel of a convolution of a FixupBasicBlock"),
        (ModuleKind.PRelu, _) => (Role.Vector, "the slopes of a PReLU"),
        _ => null,
    };

    private static string Reason(Role role) => role switch
    {
        Role.Embedding => "rows are looked up",
        Role.Convolution => "the kernel of a convolution",
        _ => "multiplied with hidden activations",
    };

    private static string ReasonOfVector(ElementUse use) => use switch
    {
        ElementUse.Term => "a bias: added element by element",
        ElementUse.Factor => "a gain: multiplied element by element",
        ElementUse.Factor | ElementUse.Branch => "a gain that scales a residual branch",
        _ => "one dimension",
    };

    private bool IsTable(ParameterNode parameter)
        => parameter.Owner.Kind is ModuleKind.Embedding or ModuleKind.EmbeddingBag || TiedTo(parameter).Any(tied => tied.Owner.Kind is ModuleKind.Embedding or ModuleKind.EmbeddingBag) || uses.IsLookedUp(parameter);

    private IEnumerable<ParameterNode> TiedTo(ParameterNode first) => tree.Root.AllParameters().Where(other => other.Representative == first);

    private void Add(ParameterNode parameter, Role role, string reason)
    {
        var isOptional = parameter.Exists is null;
        for (var module = parameter.Owner; module.Parent is not null; module = module.Parent) isOptional |= module.Exists is null || module.IsAny && module.Parent.Children.Count > 1;
        if (firstLayers.Contains(parameter.Representative)) reason += ", the first layer: it sees the model's input";
        AddRow(parameter, new(parameter.Path, role, isOptional, parameter.Representative == parameter ? null : parameter.Representative.Path, reason) { IsResidual = parameter.Representative.Residual is not null, RateFactor = parameter.Representative.RateFactor });
    }

    /// <summary>Modules of several classes under one name share a row where their parameters have one role, and have a row each where the number of dimensions tells them apart.</summary>
    private void AddRow(ParameterNode parameter, RoleRow row)
    {
        var index = rows.FindIndex(other => other.Pattern == row.Pattern && (other.Role == row.Role || IsOfTwoDimensions(other.Role) && IsOfTwoDimensions(row.Role)));
        if (index < 0) rows.Add(row);
        else if (rows[index].Role == row.Role) rows[index] = rows[index] with { IsOptional = true };
        else Complain(parameter, $"is {rows[index].Role} or {row.Role} by the place in a list that only the run tells: state one role with [ParameterRole]", rows[index].Role, row.Role);

        static bool IsOfTwoDimensions(Role role) => role is Role.Matrix or Role.Embedding or Role.Head;
    }

    private void AddBelow(ModuleNode module, Role role, string reason) => rows.Add(new(module.Path + ".**", role, true, null, reason));

    private void Complain(ModuleComplaint complaint)
    {
        var isHidden = Find(complaint.Path) is { Kind: ModuleKind.Unknown, Parent: not null };
        if (isHidden && StatedRoles.Of(Find(complaint.Path)) is not null) return;
        if (isHidden) Complain(complaint.Member, complaint.Path, complaint.Reason, Role.Matrix);
        else Complain(complaint.Member, complaint.Path, complaint.Reason);
    }

    private ModuleNode? Find(string path) => tree.Root.SelfAndDescendants().FirstOrDefault(module => module.Path == path);

    private void Complain(ParameterNode parameter, string reason, params Role[] roles) => Complain(parameter.Member ?? Holder(parameter.Owner), parameter.Path, reason, roles);

    private static ISymbol? Holder(ModuleNode module)
    {
        for (ModuleNode? place = module; place is not null; place = place.Parent)
        {
            if (place.Member is not null) return place.Member;
        }

        return null;
    }

    private void Complain(ISymbol? member, string path, string reason, params Role[] roles)
    {
        var location = (member ?? tree.Root.Type).Locations.FirstOrDefault(place => place.IsInSource) ?? tree.Root.Type.Locations.FirstOrDefault() ?? Location.None;
        complaints.Add(new(location, path, reason, member is null ? [] : roles));
    }
}
