using System.Collections.Immutable;

namespace NormGen.Analyzers.Tests.Harness;

/// <summary>Rules together, as a build runs them, but of a test's choice.</summary>
internal sealed class TestGroup(ImmutableArray<FileRule> rules) : RuleGroup(rules);
