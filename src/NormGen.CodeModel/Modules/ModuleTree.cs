using Microsoft.CodeAnalysis;

namespace NormGen.CodeModel.Modules;

/// <summary>The modules and parameters of a model class, as far as types and constructors tell.</summary>
public sealed class ModuleTree
{
    private ModuleTree(ModuleNode root, SourceOperations source, List<ModuleComplaint> complaints)
    {
        Root = root;
        Source = source;
        Complaints = complaints;
    }

    /// <summary>The model.</summary>
    public ModuleNode Root { get; }

    /// <summary>What cannot be seen.</summary>
    public IReadOnlyList<ModuleComplaint> Complaints { get; }

    /// <summary>Operations of the compilation.</summary>
    internal SourceOperations Source { get; }

    /// <summary>Reads a model class.</summary>
    public static ModuleTree Read(INamedTypeSymbol model, Compilation compilation, CancellationToken token)
    {
        var source = new SourceOperations(compilation, token);
        var complaints = new List<ModuleComplaint>();
        var root = new ModuleNode(null, "", model, ModuleClasses.KindOf(model));
        new ModuleTreeReader(source, complaints).ReadMembers(root, null, null);
        return new(root, source, complaints);
    }

    /// <summary>Reads a model where it is made: <c>Sequential(..)</c> or <c>new Net(..)</c>, with what its arguments tell.</summary>
    public static ModuleTree Read(IOperation creation, Compilation compilation, CancellationToken token)
    {
        var source = new SourceOperations(compilation, token);
        var complaints = new List<ModuleComplaint>();
        var root = new ModuleTreeReader(source, complaints).ReadModule(null, "", creation.Type!, [new(creation, new(), false, false)], null);
        return new(root, source, complaints);
    }
}
