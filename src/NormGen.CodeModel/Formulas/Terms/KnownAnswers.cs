using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace NormGen.CodeModel.Formulas.Terms;

/// <summary>
/// What the compiler has answered in one compilation. Choosing among the operators of <c>Tensor</c> and among the overloads of its methods takes the compiler most of the time that a formula takes, and formulas ask the
/// same again and again: each question goes to the compiler once, and no rule of C# is told a second time here.
/// </summary>
internal sealed class KnownAnswers
{
    private static readonly ConditionalWeakTable<Compilation, KnownAnswers> All = new();

    private readonly ConcurrentDictionary<Question, object> answers = new();

    /// <summary>Those of a compilation.</summary>
    public static KnownAnswers Of(Compilation compilation) => All.GetValue(compilation, static _ => new());

    /// <summary>The answer to a question; null where it may be another one elsewhere, or the compiler refuses.</summary>
    /// <param name="question">The question.</param>
    /// <param name="ask">Asks the compiler.</param>
    /// <typeparam name="T">What such questions are answered with.</typeparam>
    public T? Get<T>(Question question, Func<T?> ask)
        where T : class
    {
        if (answers.TryGetValue(question, out var known)) return (T)known;
        if (ask() is not { } answer) return null;
        answers.TryAdd(question, answer);
        return answer;
    }
}
