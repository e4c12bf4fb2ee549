using NormGen.CodeModel.Placement;
using NormGen.CodeModel.Stacks;
using NormGen.CodeModel.Types;
using NormGen.Generators.Text;

namespace NormGen.Generators.Stacks;

/// <summary>A class with <c>[BlockStack]</c> as the pipeline carries it.</summary>
/// <param name="Place">Where its generated half stands.</param>
/// <param name="Outline">The members that user code refers to.</param>
/// <param name="Stack">What they do, or null if the class is faulty.</param>
internal sealed record AnnotatedStack(TypeHierarchy Place, BlockOutline Outline, StackModel? Stack)
{
    /// <summary>The generated file's name.</summary>
    public string FileName => Place.FileName + GeneratedFiles.Stack;
}
