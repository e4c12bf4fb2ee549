using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.Flow;

/// <summary>Follows loops: over modules that are written out one by one, otherwise three rounds of the body.</summary>
/// <remarks>
/// In the first round a list item is the one whose parameters are followed, in the two later rounds it is any other item. What holds after one, two and three rounds
/// holds after any number: each round is the same function of what is known of the values before it, and the values after the loop are a choice among all rounds.
/// </remarks>
internal static class FlowLoops
{
    /// <summary>Follows <c>foreach</c>.</summary>
    public static void RunForEach(FlowStatements statements, FlowReader reader, FlowFrame frame, FlowExpressions expressions, IForEachLoopOperation loop)
    {
        var variables = loop.Locals;
        if (expressions.Evaluate(loop.Collection) is ModuleValue { Module: { Kind: ModuleKind.List or ModuleKind.Sequential } list } value)
        {
            foreach (var run in ModuleRuns.Of(list))
            {
                if (run[0].IsAny) Repeat(frame, round => RunItems(run, value.IsOtherIndex || round > 0));
                else RunItems(run, value.IsOtherIndex);
            }

            return;

            void RunItems(IReadOnlyList<ModuleNode> run, bool isOther)
            {
                foreach (var child in run)
                {
                    Bind(frame, variables, new ModuleValue(child, isOther));
                    statements.Run(loop.Body);
                }
            }
        }

        var collection = expressions.Evaluate(loop.Collection);
        if (collection is ManyValue many && many.Items.Length <= 16)
        {
            foreach (var item in many.Items)
            {
                Bind(frame, variables, item);
                statements.Run(loop.Body);
            }

            return;
        }

        Bind(frame, variables, collection is AlikeValue alike ? new TensorValue(alike.Item) : collection is PlainValue ? FlowValue.Plain : reader.Unknown([collection]));
        Run(statements, frame, loop.Body, []);
    }

    /// <summary>Follows a loop with a counter or a condition.</summary>
    public static void Run(FlowStatements statements, FlowFrame frame, IOperation body, ImmutableArray<ILocalSymbol> counters)
        => Repeat(frame, round =>
        {
            foreach (var counter in counters)
            {
                frame.Variables[counter] = FlowValue.Plain;
                if (round > 0) frame.LaterRounds.Add(counter);
                else frame.LaterRounds.Remove(counter);
            }

            statements.Run(body);
        });

    private static void Bind(FlowFrame frame, ImmutableArray<ILocalSymbol> variables, FlowValue value)
    {
        foreach (var variable in variables) frame.Variables[variable] = value;
    }

    private static void Repeat(FlowFrame frame, Action<int> body)
    {
        Dictionary<ISymbol, FlowValue>? after = null;
        for (var round = 0; round < ModuleRuns.Rounds; round++)
        {
            body(round);
            after = after is null ? frame.Snapshot() : FlowMerge.Merge(after, frame.Variables);
        }

        frame.Variables = after!;
    }
}
