namespace NormGen.CodeModel.Types;

/// <summary>The functions that hand a tensor from one dispose scope to another, or to none, and return it: those of tensors, and those of scopes.</summary>
internal static class ScopeMoves
{
    /// <summary>Whether a function of TorchSharp is one.</summary>
    public static bool Has(string? name) => name is "DetachFromDisposeScope" or "MoveToOuterDisposeScope" or "MoveToOtherDisposeScope" or "Detach" or "MoveToOuter" or "MoveToOther";
}
