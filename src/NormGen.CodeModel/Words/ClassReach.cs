using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace NormGen.CodeModel.Words;

/// <summary>What the classes of a compilation reach: all types in source whose names they write, those whose names are written there, and so on. Nothing is bound for it.</summary>
/// <remarks>Reaches too much rather than too little: a name stands for every type that has it, and a name in a comment is one.</remarks>
internal sealed class ClassReach
{
    private static readonly ConditionalWeakTable<Compilation, ClassReach> Known = new();

    // Who declares it is a step of its own in the flow of others. Calls name no type there.
    private static readonly int Forward = WordSet.Register("forward(Tensor");

    private readonly Dictionary<int, List<(WrittenPart Part, WrittenPart[] Usings)>> types = [];
    private readonly List<WrittenPart> everywhere = [];
    private readonly ConcurrentDictionary<int, ReachedWords> reached = new();
    private readonly ConcurrentDictionary<int, ReachedWords> helped = new();

    private ClassReach(Compilation compilation)
    {
        foreach (var tree in compilation.SyntaxTrees)
        {
            var file = WrittenFile.Of(tree).Types;
            everywhere.AddRange(file.Everywhere);
            foreach (var (name, part) in file.Named)
            {
                if (!types.TryGetValue(name, out var same)) types[name] = same = [];
                same.Add((part, file.Here));
            }
        }
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
        var open = new Stack<int>();
        foreach (var common in everywhere)
        {
            Enter(common);
            yield return common;
        }

        open.Push(from);
        while (open.Count > 0)
        {
            var next = open.Pop();
            foreach (var (part, usings) in types.TryGetValue(next, out var same) ? same : [])
            {
                if (next != from && !isEntered(part)) continue;
                foreach (var entered in usings.Prepend(part))
                {
                    Enter(entered);
                    yield return entered;
                }
            }
        }

        void Enter(WrittenPart part)
        {
            foreach (var name in part.Names)
            {
                if (types.ContainsKey(name) && seen.Add(name)) open.Push(name);
            }
        }
    }
}
