using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace NormGen.CodeModel.Reviews;

/// <summary>Whether one of some words is written in a class or a compilation. Spares what lacks them the reading, and tells of code that no rule can follow across files.</summary>
/// <remarks>A shortcut that only ever silences: where the words are, types and flow are read.</remarks>
/// <param name="words">The words; none are everywhere.</param>
public sealed class CompilationWords(params string[] words)
{
    // A file or class is looked through once for the words of all rules.
    private static readonly List<string> All = [];
    private static readonly ConditionalWeakTable<SyntaxTree, ConcurrentDictionary<TextSpan, Found>> Known = new();

    private readonly int[] numbers = [.. words.Select(Register)];

    /// <summary>Code that loads trained weights: what a model is made of then has to stay.</summary>
    public static CompilationWords Loading { get; } = new("load_state_dict", "load_py", "load_safetensors", "load_checkpoint", "LoadCheckpoint", ".load(", ".Load(");

    /// <summary>Residual additions, written or placed by an attribute.</summary>
    public static CompilationWords Additions { get; } = new(" + ", "+=", "add(", "add_(", "PreLN", "PostLN", "PeriLN");

    /// <summary>Whether one of them is in a file of the compilation.</summary>
    /// <param name="compilation">The compilation.</param>
    /// <param name="token">Stops the work.</param>
    public bool AreIn(Compilation compilation, CancellationToken token)
    {
        if (numbers.Length == 0) return true;
        foreach (var tree in compilation.SyntaxTrees)
        {
            token.ThrowIfCancellationRequested();
            if (AreIn(tree, default)) return true;
        }

        return false;
    }

    /// <summary>Whether one of them is in the declaration of a class or of one of its bases.</summary>
    /// <param name="type">The class.</param>
    public bool AreIn(INamedTypeSymbol type)
    {
        if (numbers.Length == 0) return true;
        for (INamedTypeSymbol? level = type; level is { DeclaringSyntaxReferences.IsEmpty: false }; level = level.BaseType)
        {
            foreach (var place in level.DeclaringSyntaxReferences)
            {
                if (AreIn(place.SyntaxTree, place.Span)) return true;
            }
        }

        return false;
    }

    /// <summary>Whether one of them is in a class, or in one that its members, theirs, and so on, may hold: by their types, and by what the class makes.</summary>
    /// <param name="type">The class.</param>
    /// <param name="compilation">The compilation.</param>
    public bool AreWithin(INamedTypeSymbol type, Compilation compilation)
    {
        var seen = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        return numbers.Length == 0 || Visit(type);

        bool Visit(ITypeSymbol? held) => held switch
        {
            IArrayTypeSymbol array => Visit(array.ElementType),
            INamedTypeSymbol { DeclaringSyntaxReferences.IsEmpty: true } known => known.TypeArguments.Any(Visit),
            INamedTypeSymbol own => seen.Add(own.OriginalDefinition) && (AreIn(own) || own.TypeArguments.Any(Visit) || Levels(own).Any(level => level.GetMembers().OfType<IFieldSymbol>().Any(field => Visit(field.Type)) || Made(level).Any(Visit))),
            _ => false,
        };

        // In a Sequential or behind the type of a base class, only the name at its new tells.
        IEnumerable<INamedTypeSymbol> Made(INamedTypeSymbol level) => level.DeclaringSyntaxReferences
            .SelectMany(place => place.GetSyntax().DescendantNodes()).OfType<ObjectCreationExpressionSyntax>().Select(made => made.Type).OfType<SimpleNameSyntax>().Select(name => name.Identifier.ValueText).Distinct()
            .SelectMany(name => compilation.GetSymbolsWithName(name, SymbolFilter.Type)).OfType<INamedTypeSymbol>();
    }

    private static IEnumerable<INamedTypeSymbol> Levels(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? level = type; level is { DeclaringSyntaxReferences.IsEmpty: false }; level = level.BaseType) yield return level;
    }

    private static int Register(string word)
    {
        lock (All)
        {
            if (!All.Contains(word)) All.Add(word);
            return All.IndexOf(word);
        }
    }

    private bool AreIn(SyntaxTree tree, TextSpan span)
        => Array.Exists(numbers, Known.GetValue(tree, _ => new()).GetOrAdd(span, part => new(tree, part)).Has);

    private sealed class Found(SyntaxTree tree, TextSpan span)
    {
        private bool[] found = [];

        public bool Has(int number)
        {
            // Words of rules that were made after the file was read.
            if (number >= found.Length) found = Read();
            return found[number];
        }

        private bool[] Read()
        {
            string[] all;
            lock (All) all = [.. All];
            var text = span.IsEmpty ? tree.GetText().ToString() : tree.GetText().ToString(span);
            return [.. all.Select(word => text.IndexOf(word, StringComparison.Ordinal) >= 0)];
        }
    }
}
