using NormGen.CodeModel.Placement;
using NormGen.Generators.Text;

namespace NormGen.Generators.Placement;

/// <summary>Writes what stands in for the members of a faulty class, so that the compiler does not complain about their absence beside the rule that says what is wrong.</summary>
internal static class StandInWriter
{
    private const string Body = "throw new global::System.InvalidOperationException(\"This class has an error that NormGen reports when it is compiled (NG0001 to NG0009, NG0015 to NG0019, NG0022, NG0024).\")";

    /// <summary>The members.</summary>
    public static void Write(SourceWriter writer, BlockOutline outline)
    {
        writer.Line("// NormGen reports what is wrong with this class; until that is put right, its generated members only throw.");
        if (outline.OwnsInitializeNorms)
        {
            writer.Line(InitializerWriter.Signature(outline.Initializer));
            writer.Line($"    => {Body};");
            // What it would take may be among what is wrong.
            writer.Line();
            writer.Line("private void InitializeNorms(params object[] arguments)");
            writer.Line($"    => {Body};");
        }

        if (outline.Forward is not { } forward) return;
        writer.Line();
        writer.Line(ForwardWriter.Signature(forward));
        writer.Line($"    => {Body};");
    }
}
