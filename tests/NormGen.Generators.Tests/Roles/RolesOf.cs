using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Roles;
using NormGen.Generators.Tests.Harness;

namespace NormGen.Generators.Tests.Roles;

/// <summary>Reads the roles of a class of a test source.</summary>
internal static class RolesOf
{
    // What the generated half of an annotated class would settle: partial members without a body, calls of generated methods.
    private static readonly string[] Generated = ["CS8795", "CS0103"];

    /// <summary>The table and the complaints of a class.</summary>
    public static RoleReading Model(string name, params IEnumerable<string> sources)
    {
        var compilation = TestCompilation.Create(sources);
        Assert.Empty(compilation.GetDiagnostics().Where(problem => problem.Severity == DiagnosticSeverity.Error && !Generated.Contains(problem.Id)));
        return RoleReader.Read(compilation.GetTypeByMetadataName(name)!, compilation, CancellationToken.None);
    }

    /// <summary>The rows of a class as <c>pattern: role</c>, a question mark after what is optional.</summary>
    public static string[] Rows(string name, params IEnumerable<string> sources)
    {
        var reading = Model(name, sources);
        Assert.Empty(reading.Complaints.Select(complaint => $"{complaint.Path} {complaint.Reason}"));
        return [.. reading.Rows.Select(row => $"{row.Pattern}: {row.Role}{(row.IsOptional ? "?" : "")}")];
    }
}
