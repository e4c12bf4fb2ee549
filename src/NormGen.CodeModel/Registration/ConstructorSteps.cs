using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace NormGen.CodeModel.Registration;

/// <summary>What a constructor does in order, as far as registration goes.</summary>
/// <param name="Statements">Its statements.</param>
/// <param name="Index">The first of them that registers all components, or -1.</param>
/// <param name="Before">Whether a constructor of the base, or another of the class, has registered them before; null where that is not known. A second registration does nothing.</param>
internal sealed record ConstructorSteps(ImmutableArray<IOperation> Statements, int Index, bool? Before);
