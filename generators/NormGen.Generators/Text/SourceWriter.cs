using System.Text;

namespace NormGen.Generators.Text;

/// <summary>Writes indented source text. Line ends are always <c>\n</c>, numbers are the caller's concern (invariant culture).</summary>
public sealed class SourceWriter
{
    private readonly StringBuilder text = new();
    private int depth;

    /// <summary>An empty line.</summary>
    public void Line() => text.Append('\n');

    /// <summary>An empty line, unless the text ends in one or begins here: what stands between two members, of which the first may be missing.</summary>
    public void Gap()
    {
        if (text.Length > 1 && !(text[text.Length - 1] == '\n' && text[text.Length - 2] is '\n' or '{')) Line();
    }

    /// <summary>One or more lines, each indented; a raw string literal is written as it stands.</summary>
    /// <param name="lines">The text; its lines may end in <c>\n</c> or <c>\r\n</c>.</param>
    public void Line(string lines)
    {
        for (var start = 0; start >= 0;)
        {
            var end = lines.IndexOf('\n', start);
            var length = (end < 0 ? lines.Length : end) - start;
            if (end > start && lines[end - 1] == '\r') length--;
            if (length > 0) text.Append(' ', depth * 4).Append(lines, start, length);
            text.Append('\n');
            start = end < 0 ? -1 : end + 1;
        }
    }

    /// <summary>A header line, then a block in braces until the result is disposed.</summary>
    /// <param name="header">The line before the brace, or null for a bare block.</param>
    /// <param name="end">What follows the closing brace, such as <c>;</c>.</param>
    public IDisposable Block(string? header = null, string end = "")
    {
        if (header is not null) Line(header);
        Line("{");
        depth++;
        return new Scope(this, "}" + end);
    }

    /// <summary>Indents what is written until the result is disposed.</summary>
    public IDisposable Indent()
    {
        depth++;
        return new Scope(this, null);
    }

    /// <inheritdoc/>
    public override string ToString() => text.ToString();

    private sealed class Scope(SourceWriter writer, string? end) : IDisposable
    {
        public void Dispose()
        {
            writer.depth--;
            if (end is not null) writer.Line(end);
        }
    }
}
