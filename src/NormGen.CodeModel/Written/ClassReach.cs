using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace NormGen.CodeModel.Written;

/// <summary>What the classes of a compilation reach: all types in source whose names they write, those whose names are written there, and so on. Nothing is bound for it.</summary>
/// <remarks>Reaches too much rather than too little: a name stands for every type that has it, and a name in a comment is one.</remarks>
internal sealed class ClassReach
{
    private static readonly ConditionalWeakTable<Compilation, ClassReach> Known = new();

    // What makes a class a step of its own in the flow of others.
    private static readonly int Forward = WordSet.Register("forward(");

    private readonly Dictionary<int, List<(WrittenPart Part, int[] Here)>> types = [];
    private readonly int[] everywhere;
    private readonly ConcurrentDictionary<int, ReachedWords> reached = new();
    private readonly ConcurrentDictionary<int, ReachedWords> helped = new();

    private ClassReach(Compilation compilation)
    {
        var common = new HashSet<int>();
        foreach (var tree in compilation.SyntaxTrees)
        {
            var file = WrittenFile.Of(tree).Types;
            common.UnionWith(file.Everywhere);
            foreach (var (name, part) in file.Named)
            {
                if (!types.TryGetValue(name, out var same)) types[name] = same = [];
                same.Add((part, file.Here));
            }
        }

        everywhere = [.. common.Where(types.ContainsKey)];
    }

    /// <summary>The classes of a compilation.</summary>
    public static ClassReach Of(Compilation compilation) => Known.GetValue(compilation, whole => new(whole));

    /// <summary>The words of all that the types of a name reach, their own among them.</summary>
    public ReachedWords From(string name) => reached.GetOrAdd(WrittenNames.Hash(name), hash => new(() => Parts(hash, _ => true)));

    /// <summary>The words of the types of a name and of the helpers that they reach: of everything but modules with a <c>forward</c> of their own.</summary>
    public ReachedWords WithHelpers(string name) => helped.GetOrAdd(WrittenNames.Hash(name), hash => new(() => Parts(hash, part => !part.Has(Forward))));

    private IEnumerable<WrittenPart> Parts(int from, Func<WrittenPart, bool> isEntered)
    {
        var seen = new HashSet<int> { from };
        var open = new Stack<int>(everywhere.Where(seen.Add));
        open.Push(from);
        while (open.Count > 0)
        {
            var next = open.Pop();
            foreach (var (part, here) in types.TryGetValue(next, out var same) ? same : [])
            {
                if (next != from && !isEntered(part)) continue;
                yield return part;
                foreach (var name in part.Names) Reach(name);
                foreach (var name in here) Reach(name);
            }
        }

        void Reach(int name)
        {
            if (types.ContainsKey(name) && seen.Add(name)) open.Push(name);
        }
    }
}
